// Emptying the trash: what belonged to a contact goes in batches once its 30 days are over, what names it last (13.3).
import { type Conversation, conversationSchema } from "@/lib/domain/conversation.ts";
import { timelineEventSchema } from "@/lib/domain/event.ts";
import { TRASH_MS, type Trashed } from "@/lib/domain/trash.ts";
import { type Change, saveChange } from "./change.ts";
import { conversationRows } from "./conversations.ts";
import { stageEventGone } from "./events.ts";
import { contactKey, pinnedNoteKey } from "./keys/contacts.ts";
import { conversationKey, threadKey } from "./keys/conversations.ts";
import { mergedKey, mergeKey, mergeRecordKey } from "./keys/merges.ts";
import { type Range, rangePrefix } from "./keys/range.ts";
import { findMerge, findMergeOf } from "./merges.ts";
import { readLineIn, stageLine } from "./outbox.ts";
import { findTrashedIn, listDeletedUntil, stageGoing, stageTrashGone } from "./trash.ts";

/** Contacts that one run purges: what is left is the next run's. */
const CONTACTS_MAX = 200;
/** Keys that one commit deletes; an event has up to two more that lead to it. */
const KEYS_MAX = 250;

/**
 * Purges those whose time in the trash is up, the oldest first, and tells how many. Each commit leaves a contact that the
 * next one, or the next run, can go on with; what is of a living contact is never touched.
 */
export async function purgeTrash(kv: Deno.Kv, nowMs: number): Promise<number> {
  const ids = await listDeletedUntil(kv, { untilMs: nowMs - TRASH_MS, limit: CONTACTS_MAX });
  for (const id of ids) await purgeContact(kv, id, nowMs);
  return ids.length;
}

async function purgeContact(kv: Deno.Kv, id: number, nowMs: number): Promise<void> {
  if (!await beginGoing(kv, id, nowMs)) return;
  await purgeConversations(kv, id);
  await purgeRange(kv, id, "note");
  await purgeRange(kv, id, "past_block");
  await purgeRange(kv, id, "dup_not");
  await purgeEvents(kv, id);
  await purgeMerges(kv, id);
  await saveChange(kv, async (change) => {
    const trashed = await findGoingIn(change, id);
    if (trashed === null) return;
    change.delete(pinnedNoteKey(id));
    stageTrashGone(change, trashed);
  });
}

/** From this commit on nobody restores it. False where it is not to go after all. */
function beginGoing(kv: Deno.Kv, id: number, nowMs: number): Promise<boolean> {
  return saveChange(kv, async (change) => {
    const trashed = await findTrashedIn(change, id);
    const { value: living } = await change.get(contactKey(id));
    if (trashed === null || living !== null) return false;
    if (nowMs < trashed.deletedAtMs + TRASH_MS) return false; // restored, and deleted again
    if (!trashed.isGoing) stageGoing(change, trashed);
    return true;
  });
}

/** What is going: each commit asks, so that none comes after another process has finished. 1 check. */
async function findGoingIn(change: Change, id: number): Promise<Trashed | null> {
  const trashed = await findTrashedIn(change, id);
  return trashed?.isGoing ? trashed : null;
}

/** Deletes these keys, at most `KEYS_MAX`, if the contact is going still. */
async function deleteKeys(kv: Deno.Kv, id: number, keys: Deno.KvKey[]): Promise<void> {
  await saveChange(kv, async (change) => {
    if (await findGoingIn(change, id) === null) return;
    for (const key of keys) change.delete(key);
  });
}

/** Keys below a prefix, a batch at a time, each batch once the one before is gone. */
async function* batches(
  kv: Deno.Kv,
  prefix: Deno.KvKey,
): AsyncGenerator<Deno.KvEntry<unknown>[]> {
  const options = { limit: KEYS_MAX, batchSize: KEYS_MAX };
  for (;;) {
    const entries = await Array.fromAsync(kv.list<unknown>({ prefix }, options));
    if (entries.length === 0) return;
    yield entries;
    if (entries.length < KEYS_MAX) return;
  }
}

async function purgeRange(
  kv: Deno.Kv,
  id: number,
  range: Extract<Range, "note" | "past_block" | "dup_not">,
): Promise<void> {
  for await (const entries of batches(kv, rangePrefix(range, id))) {
    await deleteKeys(kv, id, entries.map(({ key }) => key));
  }
}

/** With what leads to them from the activity. */
async function purgeEvents(kv: Deno.Kv, id: number): Promise<void> {
  for await (const entries of batches(kv, rangePrefix("ev", id))) {
    await saveChange(kv, async (change) => {
      if (await findGoingIn(change, id) === null) return;
      for (const { key, value } of entries) {
        const { data } = timelineEventSchema.safeParse(value);
        if (data) stageEventGone(change, data);
        change.delete(key); // also of one that cannot be read
      }
    });
  }
}

async function purgeConversations(kv: Deno.Kv, id: number): Promise<void> {
  for await (const rows of batches(kv, rangePrefix("cc", id))) {
    for (const { key } of rows) await purgeConversation(kv, id, { row: key, of: String(key[4]) });
  }
}

/** What waits to be sent goes first, then the messages, the conversation last: until then it is found by its row. */
async function purgeConversation(
  kv: Deno.Kv,
  id: number,
  { row, of: conversationId }: { row: Deno.KvKey; of: string },
): Promise<void> {
  await endOutbox(kv, id, conversationId);
  for await (const entries of batches(kv, rangePrefix("msg", conversationId))) {
    await deleteKeys(kv, id, entries.map(({ key }) => key));
  }
  await saveChange(kv, async (change) => {
    if (await findGoingIn(change, id) === null) return;
    const { value } = await change.get(conversationKey(conversationId));
    const conversation = value === null ? null : conversationSchema.parse(value);
    change.delete(row);
    if (conversation?.contactId === id) await stageConversationGone(change, conversation);
  });
}

async function endOutbox(kv: Deno.Kv, id: number, conversationId: string): Promise<void> {
  for await (const entries of batches(kv, rangePrefix("outbox", conversationId))) {
    await deleteKeys(kv, id, entries.map(({ key }) => key));
  }
  await saveChange(kv, async (change) => {
    if (await findGoingIn(change, id) === null) return;
    const line = await readLineIn(change, conversationId);
    if (line !== null) stageLine(change, conversationId, { before: line, after: null });
  });
}

/** An address that leads to a later conversation by now is that one's. */
async function stageConversationGone(change: Change, conversation: Conversation): Promise<void> {
  const { id, channelId, address } = conversation;
  const thread = await change.get<string>(threadKey(channelId, address));
  if (thread.value === id) change.delete(threadKey(channelId, address));
  for (const key of conversationRows(conversation)) change.delete(key);
  change.delete(conversationKey(id));
}

/**
 * Merges that it was kept in, and first those of whoever went into it: nobody is left to part. A merge goes after what is
 * found by it.
 */
async function purgeMerges(kv: Deno.Kv, id: number, keptId = id): Promise<void> {
  for await (const rows of batches(kv, rangePrefix("merge_of", keptId))) {
    for (const { key } of rows) {
      const merge = await findMerge(kv, String(key[3]));
      const isGone = merge !== null && (await findMergeOf(kv, merge.mergedId))?.id === merge.id;
      if (isGone) await purgeMerges(kv, id, merge.mergedId);
      await deleteKeys(kv, id, [
        ...mergeKeys(String(key[3])),
        ...isGone ? [mergedKey(merge.mergedId)] : [],
        key,
      ]);
    }
  }
}

function mergeKeys(mergeId: string): Deno.KvKey[] {
  return [mergeKey(mergeId), mergeRecordKey(mergeId, "kept"), mergeRecordKey(mergeId, "merged")];
}
