// Setting or clearing one value of a contact: nothing is overwritten that the person has not seen (7.2, 5.3).
import { attributeField } from "@/lib/domain/attribute_key.ts";
import { attributeText, withAttributeValues } from "@/lib/domain/attribute_value.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { EditConflictError, InputError, NotFoundError } from "@/lib/errors.ts";
import { requireAttributeIn } from "@/lib/store/attributes.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { type ReadContact, requireContactIn, stageEditContact } from "@/lib/store/contacts.ts";
import { stageAttributeValues, type StagedValues } from "./attribute_values.ts";
import type { Acting } from "./deps.ts";

export interface AttributeWish {
  key: string;
  /** The new value as it was entered; "" clears. */
  raw: unknown;
  /** The canonical text of the value that was read; "" for none. */
  base: string;
}

/**
 * The contact as saved, or as it was when nothing changes: then nothing is written.
 * Throws `ForbiddenError`, `NotFoundError` (also for a deleted attribute), `InputError` on `attr.<key>`,
 * `EditConflictError` when the value is neither the one that was read nor the one that is wanted.
 */
export async function setAttribute(
  acting: Acting,
  contactId: number,
  wish: AttributeWish,
): Promise<Contact> {
  const { deps, principal } = acting;
  requireAllowed(principal, "contact.edit");
  return await saveChange(deps.kv, async (change) => {
    const [read, attribute] = await Promise.all([
      requireContactIn(change, contactId),
      requireAttributeIn(change, wish.key),
    ]);
    if (attribute.deletedAtMs !== null) {
      throw new NotFoundError(`Cannot set attribute ${attribute.key}: it is deleted`);
    }
    const { before } = read;
    const staged = await stageAttributeValues(change, before, { [attribute.key]: wish.raw });
    if (Object.keys(staged.problems).length > 0) {
      throw new InputError(`Value of ${attribute.key} refused`, staged.problems);
    }
    if (staged.changes.length === 0) return before;
    if (attributeText(attribute, before.attributes?.[attribute.key]) !== wish.base) {
      throw new EditConflictError(
        `Cannot set ${attributeField(attribute.key)} of contact ${before.id}: it has changed`,
        before,
      );
    }
    return await stageValues(change, acting, read, staged);
  });
}

async function stageValues(
  change: Change,
  { deps, actor }: Acting,
  read: ReadContact,
  { attributes, changes }: StagedValues,
): Promise<Contact> {
  const { before } = read;
  const after = { ...withAttributeValues(before, attributes), revision: before.revision + 1 };
  await stageEditContact(change, { ...read, after }, {
    id: deps.newId(),
    contactId: before.id,
    atMs: deps.now(),
    actor,
    kind: "edited",
    changes,
  });
  return after;
}
