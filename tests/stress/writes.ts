// Writes for stress runs, through the store's own stagers and without rights, events and rules.
import type { Contact } from "@/lib/domain/contact.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { contactRowEntries } from "@/lib/store/contact_rows.ts";
import { stageRecord } from "@/lib/store/contacts.ts";
import { stageDuplicateRemoval } from "@/lib/store/duplicate_rows.ts";
import { writeHandles } from "@/lib/store/handles.ts";
import { indexState, stageIndexed, stageIndexedNew } from "@/lib/store/index/dirty.ts";
import { contactKey, contactTotalKey } from "@/lib/store/keys/contacts.ts";
import { stageDefinitions, TYPES } from "./attributes.ts";

/** Creates, replaces or (null) deletes a contact in one commit with rows, handles, count and index entry. */
export async function writeContact(
  kv: Deno.Kv,
  id: number,
  after: Contact | null,
): Promise<void> {
  await saveChange(kv, (change) => stageWrite(change, id, after));
}

/** Far from the limits of a commit, however many handles each has. */
const CREATED_AT_ONCE = 50;

/** Creates contacts whose ids are new, many in a commit. */
export async function createContacts(kv: Deno.Kv, contacts: readonly Contact[]): Promise<void> {
  for (let at = 0; at < contacts.length; at += CREATED_AT_ONCE) {
    const batch = contacts.slice(at, at + CREATED_AT_ONCE);
    await saveChange(kv, async (change) => {
      await stageDefinitions(change);
      for (const contact of batch) {
        writeHandles(change, null, contact);
        change.sum(contactTotalKey(), 1n);
        stageRecord(change, null, contact);
      }
      const states = batch.map((contact) => [contact.id, indexState(contact, TYPES)] as const);
      await stageIndexedNew(change, new Map(states));
    });
  }
}

export async function stageWrite(
  change: Change,
  id: number,
  after: Contact | null,
): Promise<void> {
  await stageDefinitions(change);
  const before = (await change.get<Contact>(contactKey(id))).value;
  if (after === null) return await stageDelete(change, before);
  writeHandles(change, before, after);
  if (before === null) change.sum(contactTotalKey(), 1n);
  stageRecord(change, before, after);
  await stageIndexed(change, id, indexState(after, TYPES));
}

async function stageDelete(change: Change, before: Contact | null): Promise<void> {
  if (before === null) return;
  change.delete(contactKey(before.id));
  for (const { key } of contactRowEntries(before)) change.delete(key);
  stageDuplicateRemoval(change, before);
  writeHandles(change, before, { ...before, emails: [], phones: [] });
  change.sum(contactTotalKey(), -1n);
  await stageIndexed(change, before.id, null);
}
