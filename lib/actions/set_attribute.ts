// Setting or clearing values of a contact, all of them or none: nothing is overwritten that the person has not seen (7.2, 5.3).
import { attributeField } from "@/lib/domain/attribute_key.ts";
import { withAttributeValues } from "@/lib/domain/attribute_value.ts";
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
 * `EditConflictError` when a value is neither the one that was read nor the one that is wanted.
 */
export async function setAttributes(
  acting: Acting,
  contactId: number,
  wishes: readonly AttributeWish[],
): Promise<Contact> {
  const { deps, principal } = acting;
  requireAllowed(principal, "contact.edit");
  return await saveChange(deps.kv, async (change) => {
    const read = await requireContactIn(change, contactId);
    await Promise.all(wishes.map(({ key }) => requireLiving(change, key)));
    const raws = Object.fromEntries(clearedFirst(wishes).map(({ key, raw }) => [key, raw]));
    const staged = await stageAttributeValues(change, read.before, raws);
    if (Object.keys(staged.problems).length > 0) {
      throw new InputError(`Values of contact ${contactId} refused`, staged.problems);
    }
    if (staged.changes.length === 0) return read.before;
    refuseUnseen(read.before, staged, wishes);
    return await stageValues(change, acting, read, staged);
  });
}

/** `setAttributes` of one. */
export async function setAttribute(
  acting: Acting,
  contactId: number,
  wish: AttributeWish,
): Promise<Contact> {
  return await setAttributes(acting, contactId, [wish]);
}

/** What is given up makes room for what is set. */
function clearedFirst(wishes: readonly AttributeWish[]): AttributeWish[] {
  return [...wishes].sort((a, b) => Number(b.raw === "") - Number(a.raw === ""));
}

async function requireLiving(change: Change, wanted: string): Promise<void> {
  const { key, deletedAtMs } = await requireAttributeIn(change, wanted);
  if (deletedAtMs !== null) throw new NotFoundError(`Cannot set attribute ${key}: it is deleted`);
}

function refuseUnseen(
  before: Contact,
  { changes }: StagedValues,
  wishes: readonly AttributeWish[],
): void {
  const bases = new Map<string, string>(wishes.map(({ key, base }) => [attributeField(key), base]));
  const unseen = changes.find(({ field, before: [now = ""] }) => bases.get(field) !== now);
  if (unseen === undefined) return;
  throw new EditConflictError(
    `Cannot set ${unseen.field} of contact ${before.id}: it has changed`,
    before,
  );
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
