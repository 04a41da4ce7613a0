// Editing a contact: nothing is overwritten that the person has not seen (5.3).
import type { Contact, ContactFields, ContactInput } from "@/lib/domain/contact.ts";
import { fieldChanges, parseContactInput, withFields } from "@/lib/domain/contact_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { EditConflictError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContactIn, stageEditContact } from "@/lib/store/contacts.ts";
import { listTags } from "@/lib/store/tags.ts";
import { chosenTagIds, withFormPlaces, withinTagLimit } from "./contact_fields.ts";
import type { Acting } from "./deps.ts";
import { stageNamedTags } from "./name_tags.ts";

export interface EditContactOptions {
  /** Names of tags to give, made along with the change if there are none. */
  newTags?: readonly string[];
}

/**
 * The contact as saved, or as it was when the input changes nothing: then nothing is written.
 * Throws `ForbiddenError`, `NotFoundError`, `InputError`, `EditConflictError` when it is not at `revision` any more.
 */
export async function editContact(
  acting: Acting,
  id: number,
  revision: number,
  input: ContactInput,
  options: EditContactOptions = {},
): Promise<Contact> {
  const { deps, principal } = acting;
  requireAllowed(principal, "contact.edit");
  const fields = parseContactInput(input, deps);
  const tags = await listTags(deps.kv);
  return await withFormPlaces(input, () =>
    saveChange(deps.kv, async (change) => {
      const read = await requireContactIn(change, id);
      const { before } = read;
      requireRevision(before, revision);
      const choice = { wanted: fields.tagIds, had: before.tagIds };
      const named = await stageNamedTags(change, acting, options.newTags ?? []);
      const tagIds = withinTagLimit([...chosenTagIds(tags, principal, choice), ...named]);
      const after = edited(before, { ...fields, tagIds });
      const changes = fieldChanges(before, after);
      if (changes.length === 0) return before;
      await stageEditContact(change, { ...read, after }, {
        id: deps.newId(),
        contactId: before.id,
        atMs: deps.now(),
        actor: acting.actor,
        kind: "edited",
        changes,
      });
      return after;
    }));
}

function requireRevision(current: Contact, revision: number): void {
  if (current.revision === revision) return;
  throw new EditConflictError(
    `Cannot save contact ${current.id}: revision ${revision} was edited, ${current.revision} is current`,
    current,
  );
}

/** A phone left as it was keeps its number, also when the workspace's country has changed since. */
function edited(before: Contact, fields: ContactFields): Contact {
  const known = new Map(before.phones.map((phone) => [phone.typed, phone]));
  const phones = fields.phones.map((phone) => known.get(phone.typed) ?? phone);
  return { ...withFields(before, fields), phones, revision: before.revision + 1 };
}
