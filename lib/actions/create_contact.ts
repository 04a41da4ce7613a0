// Creating a contact by hand (5.1).
import type { Contact, ContactFields, ContactInput } from "@/lib/domain/contact.ts";
import { fieldChanges, parseContactInput } from "@/lib/domain/contact_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { requireContact, stageCreateContact } from "@/lib/store/contacts.ts";
import { nextContactId } from "@/lib/store/ids.ts";
import { stageOnce } from "@/lib/store/once.ts";
import { listTags } from "@/lib/store/tags.ts";
import { chosenTagIds, withFormPlaces, withinTagLimit } from "./contact_fields.ts";
import type { Acting } from "./deps.ts";
import { stageNamedTags } from "./name_tags.ts";

export interface CreateContactOptions {
  /** The form's token: a form sent twice gives the contact that the first one made. */
  onceKey?: string;
  /** Names of tags to give, made along with the contact if there are none. */
  newTags?: readonly string[];
}

/** Throws `ForbiddenError`, `InputError` (rules of the fields, `tag_unknown`, `handle_taken`), `ConflictError`. */
export async function createContact(
  acting: Acting,
  input: ContactInput,
  options: CreateContactOptions = {},
): Promise<Contact> {
  const { deps, principal } = acting;
  requireAllowed(principal, "contact.create");
  const fields = parseContactInput(input, deps);
  const choice = { wanted: fields.tagIds, had: [] };
  const [tags, id] = await Promise.all([listTags(deps.kv), nextContactId(deps.kv)]);
  const tagIds = chosenTagIds(tags, principal, choice);
  const contact = {
    ...newContact(id, { ...fields, tagIds }, deps.now()),
    createdByUserId: principal.id,
  };
  return await withFormPlaces(input, () =>
    saveChange(deps.kv, async (change) => {
      const made = await stageOnceFor(change, acting, { token: options.onceKey, contact });
      if (made !== null) return await requireContact(deps.kv, Number(made));
      const named = await stageNamedTags(change, acting, options.newTags ?? []);
      const tagged = { ...contact, tagIds: withinTagLimit([...tagIds, ...named]) };
      await stageCreateContact(change, tagged, createdEvent(acting, tagged));
      return tagged;
    }));
}

function newContact(id: number, fields: ContactFields, nowMs: number): Contact {
  return {
    ...fields,
    id,
    source: "manual",
    createdAtMs: nowMs,
    lastActivityAtMs: null,
    revision: 1,
  };
}

/** The id of the contact that this form has made before, or null. */
async function stageOnceFor(
  change: Change,
  { principal }: Acting,
  { token, contact }: { token: string | undefined; contact: Contact },
): Promise<string | null> {
  if (token === undefined) return null;
  const use = { userId: principal.id, token, nowMs: contact.createdAtMs };
  return await stageOnce(change, use, String(contact.id));
}

function createdEvent({ deps, actor }: Acting, contact: Contact) {
  return {
    id: deps.newId(),
    contactId: contact.id,
    atMs: contact.createdAtMs,
    actor,
    kind: "created" as const,
    changes: fieldChanges(null, contact),
  };
}
