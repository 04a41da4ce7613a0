// Contact records: reading one, and staging all that a commit changes when a contact is made, edited or active.
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import {
  ConflictError,
  ContactMovedError,
  ContactTrashedError,
  NotFoundError,
} from "@/lib/errors.ts";
import { attributeTypes, readAttributeTypes } from "./attribute_types.ts";
import { type Change, StaleReadError } from "./change.ts";
import { stageContactRows } from "./contact_rows.ts";
import { stageEvent } from "./events.ts";
import { stageHandles } from "./handles.ts";
import {
  indexState,
  type Placement,
  readIndexState,
  readPlacements,
  stageIndexedAt,
  stageIndexedNew,
} from "./index/dirty.ts";
import { contactHeadKey, contactKey, contactTotalKey, trashKey } from "./keys/contacts.ts";
import { resolveContactId, resolveContactIdIn } from "./redirects.ts";

/** The contact, or null. Throws if the stored record does not have the shape of one. */
export async function findContact(kv: Deno.Kv, id: number): Promise<Contact | null> {
  const { value } = await kv.get(contactKey(id));
  return value === null ? null : contactSchema.parse(value);
}

/** The contact. Throws `ContactMovedError` when it was merged, `ContactTrashedError`, `NotFoundError`. */
export async function requireContact(kv: Deno.Kv, id: number): Promise<Contact> {
  const contact = await findContact(kv, id);
  if (contact !== null) return contact;
  const toId = await resolveContactId(kv, id);
  throw toId === id ? await noContact(kv, id) : new ContactMovedError(id, toId);
}

/** A contact that is about to change: as it is, and where the index has it. */
export interface ReadContact {
  before: Contact;
  placements: readonly Placement[];
}

/**
 * Reads the contact, or the one it was merged into, and makes the commit fail if it has changed by then: whoever goes on
 * uses `before.id`. Throws `ContactTrashedError`, `NotFoundError`.
 */
export async function requireContactIn(change: Change, id: number): Promise<ReadContact> {
  const [{ value }, placements] = await Promise.all([
    change.get(contactKey(id)),
    readPlacements(change, id),
  ]);
  if (value === null) {
    const toId = await resolveContactIdIn(change, id);
    if (toId === id) throw await noContactIn(change, id);
    return await requireContactIn(change, toId);
  }
  const before = contactSchema.parse(value);
  await readAttributeTypes(change.kv, before);
  return { before, placements };
}

/** `requireContactIn` for what is meant for nobody else: also throws `ContactMovedError` when it was merged. */
export async function requireContactItselfIn(change: Change, id: number): Promise<ReadContact> {
  const read = await requireContactIn(change, id);
  if (read.before.id !== id) throw new ContactMovedError(id, read.before.id);
  return read;
}

/** The id of the contact, or of the one it was merged into, for a commit that depends on it. Throws as `requireContactIn`. */
export async function requireContactIdIn(change: Change, id: number): Promise<number> {
  const { value } = await change.get(contactKey(id));
  if (value !== null) return id;
  const toId = await resolveContactIdIn(change, id);
  if (toId === id) throw await noContactIn(change, id);
  return await requireContactIdIn(change, toId);
}

/** A new contact with its rows, handles, count, index entry and event. Throws `InputError` `handle_taken`. */
export async function stageCreateContact(
  change: Change,
  contact: Contact,
  event: TimelineEvent,
): Promise<void> {
  change.sum(contactTotalKey(), 1n);
  stageRecord(change, null, contact);
  stageEvent(change, event);
  const state = await readIndexState(change.kv, contact);
  await Promise.all([
    refuseExisting(change, contact.id),
    stageHandles(change, null, contact),
    stageIndexedNew(change, new Map([[contact.id, state]])),
  ]);
}

async function refuseExisting(change: Change, id: number): Promise<void> {
  const { value } = await change.get(contactKey(id));
  if (value !== null) throw new ConflictError(`Cannot create contact ${id}: it exists`);
}

/**
 * A change of a contact that `requireContactIn` has read. The caller has raised the revision.
 * Throws `InputError` `handle_taken`.
 */
export async function stageEditContact(
  change: Change,
  edit: ReadContact & { after: Contact },
  event: TimelineEvent,
): Promise<void> {
  stageEvent(change, event);
  await stageHandles(change, edit.before, edit.after);
  stageMoved(change, edit);
}

/** Moves last activity to `atMs` unless it is later already (1.5). No edit: the revision stays, no event. */
export async function stageTouchContact(change: Change, id: number, atMs: number): Promise<void> {
  const read = await requireContactIn(change, id);
  const { before } = read;
  if (before.lastActivityAtMs !== null && before.lastActivityAtMs >= atMs) return;
  stageMoved(change, { ...read, after: { ...before, lastActivityAtMs: atMs } });
}

/** Activity with its counts, as a message or call brings it: no edit, so the revision stays, and the event is its own. */
export function stageActiveContact(change: Change, edit: ReadContact & { after: Contact }): void {
  stageMoved(change, edit);
}

/** An existing contact's record, rows, index entry and the contact head. */
function stageMoved(
  change: Change,
  { before, after, placements }: ReadContact & { after: Contact },
): void {
  stageRecord(change, before, after);
  change.set(contactHeadKey(), null);
  stageIndexedAt(change, after.id, indexState(after, attributeTypes(change.kv)), placements);
}

/** The record and its rows. Its index entry and, if it is not new, the contact head belong in the same commit. */
export function stageRecord(change: Change, before: Contact | null, after: Contact): void {
  change.set(contactKey(after.id), after);
  stageContactRows(change, before, after);
}

/** One that has come back since it was looked for, from the trash or out of a merge, is looked for anew. */
async function noContactIn({ kv }: Change, id: number): Promise<Error> {
  const { value } = await kv.get(contactKey(id));
  return value === null ? await noContact(kv, id) : new StaleReadError();
}

async function noContact(kv: Deno.Kv, id: number): Promise<NotFoundError> {
  const { value } = await kv.get(trashKey(id));
  return value === null
    ? new NotFoundError(`There is no contact ${id}`)
    : new ContactTrashedError(id);
}
