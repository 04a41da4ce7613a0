// A contact that goes or comes back as a whole: what trash and merges have in common.
import type { Contact } from "@/lib/domain/contact.ts";
import { ConflictError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { type ReadContact, stageRecord } from "./contacts.ts";
import { contactRowEntries } from "./contact_rows.ts";
import { stageDuplicateRemoval } from "./duplicate_rows.ts";
import { ownedHandles, stageHandles, writeHandles } from "./handles.ts";
import { readIndexState, stageIndexed, stageIndexedAt } from "./index/dirty.ts";
import { contactHeadKey, contactKey, contactTotalKey, handleHeadKey } from "./keys/contacts.ts";

/**
 * Takes a contact that `requireContactIn` has read out of lists, searches and counts, and frees its handles. Its notes,
 * conversations and events stay under its id. What is to be known of the record later is for the caller to keep.
 */
export function stageRemoveContact(change: Change, { before, placements }: ReadContact): void {
  const handles = ownedHandles(before);
  for (const { key } of handles) change.delete(key);
  if (handles.length > 0) change.set(handleHeadKey(), null);
  for (const { key } of contactRowEntries(before)) change.delete(key);
  stageDuplicateRemoval(change, before);
  change.delete(contactKey(before.id));
  change.set(contactHeadKey(), null);
  change.sum(contactTotalKey(), -1n);
  stageIndexedAt(change, before.id, null, placements);
}

/**
 * Brings a contact back under its id, with all its handles. Throws `InputError` `handle_taken` where one is somebody
 * else's by now, `ConflictError` when it is there.
 */
export async function stageReturnContact(change: Change, contact: Contact): Promise<void> {
  const { value } = await change.get(contactKey(contact.id));
  if (value !== null) throw new ConflictError(`Cannot bring contact ${contact.id} back: it exists`);
  // Few checks: whoever brings somebody back has others to make.
  await stageHandles(change, null, contact, 1);
  await stageThere(change, contact);
}

/** `stageReturnContact` for a caller that knows that its id is free, and that its handles are free or its own to give. */
export async function stageReturned(change: Change, contact: Contact): Promise<void> {
  await writeHandles(change, null, contact);
  await stageThere(change, contact);
}

async function stageThere(change: Change, contact: Contact): Promise<void> {
  stageRecord(change, null, contact);
  change.set(contactHeadKey(), null);
  change.sum(contactTotalKey(), 1n);
  await stageIndexed(change, contact.id, await readIndexState(change.kv, contact));
}
