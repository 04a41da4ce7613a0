// What the pages that edit a contact's values share: their addresses and what they read.
import type { Context } from "fresh";
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import { attributeText } from "@/lib/domain/attribute_value.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { belowCardHref, type ContactListView, parseListView } from "@/lib/domain/contact_list.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { requireSignedIn, type State } from "./define.ts";
import { formText, readFormData } from "./input.ts";
import { contactIdOf } from "./path_id.ts";

/** All values of a contact, each twice and with up to three bytes for one, and as much again for what is too long. */
const VALUES_FORM_BYTES_MAX = 256 * 1024;

/** The address of the page that edits one value, or all (null); it leads back to the card with the same list. */
export function attributesHref(id: number, key: string | null, view: ContactListView): string {
  return belowCardHref(id, key === null ? "attributes" : `attributes/${key}`, view);
}

/** The contact of the path, and the list it was opened from. Throws `NotFoundError`, `HttpError` 401. */
export async function readEditedContact({ state, params, url }: Context<State>) {
  requireSignedIn(state);
  const contact = await requireContact(state.deps.kv, contactIdOf(params));
  const name = contactName(state.t, contact);
  return { contact, name, view: parseListView(url.searchParams) };
}

/** The canonical text of the value that the contact has; "" for none. */
export function storedText(contact: Contact, attribute: Attribute): string {
  return attributeText(attribute, contact.attributes?.[attribute.key]);
}

/** A value on the form of all of them. */
export interface ValueOnForm {
  attribute: Attribute;
  /** As it was entered, or the canonical text of the value there is. */
  text: string;
  /** The canonical text of the value that the person has seen. */
  base: string;
  /** Someone else has changed it meanwhile: `base` is theirs. */
  isConflict?: boolean;
}

/** What the form of all values calls the text that a value had when it was opened. */
export function baseField({ key }: Attribute): string {
  return `base.${key}`;
}

/**
 * What was posted, for every attribute that there is; one that the form did not have is as it is stored.
 * Throws `HttpError` 413 beyond 256 KiB, as `readFormData`.
 */
export async function readValuesForm(
  req: Request,
  { contact, attributes }: { contact: Contact; attributes: readonly Attribute[] },
): Promise<ValueOnForm[]> {
  const posted = await readFormData(req, { limitBytes: VALUES_FORM_BYTES_MAX });
  return attributes.map((attribute) => {
    const field = attributeField(attribute.key);
    if (!posted.has(field)) {
      const text = storedText(contact, attribute);
      return { attribute, text, base: text };
    }
    return {
      attribute,
      text: formText(posted, field),
      base: formText(posted, baseField(attribute)),
    };
  });
}

/** The form again: what this person has changed stays, told apart where someone else has too; the rest is as it is now. */
export function conflictingValues(
  now: Contact,
  values: readonly ValueOnForm[],
): ValueOnForm[] {
  return values.map(({ attribute, text, base }) => {
    const stored = storedText(now, attribute);
    if (text === base) return { attribute, text: stored, base: stored };
    return { attribute, text, base: stored, isConflict: stored !== base && stored !== text };
  });
}
