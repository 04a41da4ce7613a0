// What the pages that edit a contact's values share: their addresses and what they read.
import type { Context } from "fresh";
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeText } from "@/lib/domain/attribute_value.ts";
import { type Contact, contactRow, displayName } from "@/lib/domain/contact.ts";
import { belowCardHref, type ContactListView, parseListView } from "@/lib/domain/contact_list.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { requireSignedIn, type State } from "./define.ts";
import { contactIdOf } from "./path_id.ts";

/** The address of the page that edits one value, or all (null); it leads back to the card with the same list. */
export function attributesHref(id: number, key: string | null, view: ContactListView): string {
  return belowCardHref(id, key === null ? "attributes" : `attributes/${key}`, view);
}

/** The contact of the path, and the list it was opened from. Throws `NotFoundError`, `HttpError` 401. */
export async function readEditedContact({ state, params, url }: Context<State>) {
  requireSignedIn(state);
  const contact = await requireContact(state.deps.kv, contactIdOf(params));
  const name = displayName(contactRow(contact)) ??
    state.t("contact.numbered", { id: String(contact.id) });
  return { contact, name, view: parseListView(url.searchParams) };
}

/** The canonical text of the value that the contact has; "" for none. */
export function storedText(contact: Contact, attribute: Attribute): string {
  return attributeText(attribute, contact.attributes?.[attribute.key]);
}
