// Emptying the trash: what belonged to a contact goes in batches once its 30 days are over, what names it last (13.3).
import { type Conversation, conversationSchema } from "@/lib/domain/conversation.ts";
import { timelineEventSchema } from "@/lib/domain/event.ts";
import { TRASH_MS, type Trashed } from "@/lib/domain/trash.ts";
import { type Change, saveChange } from "./change.ts";
import { conversationRows } from "./conversations.ts";
import { stageEventGone } from "./events.ts";
import { contactKey, pinnedNoteKey } from "./keys/contacts.ts";
import { conversationKey, outboxKey, threadKey } from "./keys/conversations.ts";
import { mergedKey, mergeKey, mergeRecordKey } from "./keys/merges.ts";
import { type Range, rangePrefix } from "./keys/range.ts";
import { findMerge, findMergeOf } from "./merges.ts";
import { readLineIn, stageLine } from "./outbox.ts";
import { findTrashedIn, listDeletedUntil, stageGoing, stageTrashGone } from "./trash.ts";

/** Contacts that one run purges: what is left is the next run's. */
const CONTACTS_MAX = 200;
/** What one commit deletes: an event has up to two keys more that lead to it, a message one. */
const KEYS_MAX = 250;

/**
 * Purges those whose time in the trash is up, the oldest first, and tells how many. Each commit leaves a contact that the
 * next one, or the next run, can go on with; what is of a living contact is never touched. One that cannot be purged
 * keeps nobody else: its error is thrown when the others are gone.
 */
export async function purgeTrash(kv: Deno.Kv, nowMs: number): Promise<number> {
  const ids = await listDeletedUntil(kv, { untilMs: nowMs - TRASH_MS, limit: CONTACTS_MAX });
  if (ids.length === 0) return 0;
  const pairs = await pairsByOlder(kv);
  const failures: unknown[] = [];
  for (const id of ids) {
    await purgeContact(kv, { id, nowMs, pairs }).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  return ids.length;
}

/** Keys of pairs that were settled, by the older of the two: the keys themselves are by the newer one. */
type PairKeys = ReadonlyMap<number, Deno.KvKey[]>;

interface Purge {
  id: number;
  nowMs: number;
  pairs: PairKeys;
}

async function purgeContact(kv: Deno.Kv, { id, nowMs, pairs }: Purge): Promise<void> {
  if (!await beginGoing(kv, id, nowMs)) return;
  await purgeConversations(kv, id);
  await purgeRange(kv, id, "note");
  await purgeRange(kv, id, "past_block");
  await purgePairs(kv, id, { ofId: id, pairs });
  await purgeEvents(kv, id);
  await purgeMerges(kv, id, { keptId: id, pairs });
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

/** Deletes these keys, at most twice `KEYS_MAX`, if the contact is going still. */
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

async function pairsByOlder(kv: Deno.Kv): Promise<PairKeys> {
  const keys = await Array.fromAsync(kv.list({ prefix: rangePrefix("dup_not") }), ({ key }) => key);
  return Map.groupBy(keys, (key) => Number(key[3]));
}

/** What was said of pairs with one of those that go. Nobody says anything of someone in the trash, so `pairs` is whole. */
async function purgePairs(
  kv: Deno.Kv,
  id: number,
  { ofId, pairs }: { ofId: number; pairs: PairKeys },
): Promise<void> {
  const prefix = rangePrefix("dup_not", ofId);
  const newer = await Array.fromAsync(kv.list({ prefix }), ({ key }) => key);
  const keys = [...newer, ...pairs.get(ofId) ?? []];
  for (let at = 0; at < keys.length; at += KEYS_MAX) {
    await deleteKeys(kv, id, keys.slice(at, at + KEYS_MAX));
  }
}

async function purgeRange(
  kv: Deno.Kv,
  id: number,
  range: Extract<Range, "note" | "past_block">,
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

/** Each message goes with its place in the outbox, the conversation last: until then it is found by its row. */
async function purgeConversation(
  kv: Deno.Kv,
  id: number,
  { row, of: conversationId }: { row: Deno.KvKey; of: string },
): Promise<void> {
  for await (const entries of batches(kv, rangePrefix("msg", conversationId))) {
    const places = entries.map(({ key }) => outboxKey(conversationId, String(key[3])));
    await deleteKeys(kv, id, [...entries.map(({ key }) => key), ...places]);
  }
  await saveChange(kv, async (change) => {
    if (await findGoingIn(change, id) === null) return;
    const { value } = await change.get(conversationKey(conversationId));
    const conversation = value === null ? null : conversationSchema.parse(value);
    change.delete(row);
    const line = await readLineIn(change, conversationId);
    if (line !== null) stageLine(change, conversationId, { before: line, after: null });
    if (conversation?.contactId === id) await stageConversationGone(change, conversation);
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
async function purgeMerges(
  kv: Deno.Kv,
  id: number,
  { keptId, pairs }: { keptId: number; pairs: PairKeys },
): Promise<void> {
  for await (const rows of batches(kv, rangePrefix("merge_of", keptId))) {
    for (const { key } of rows) {
      const merge = await findMerge(kv, String(key[3]));
      const isGone = merge !== null && (await findMergeOf(kv, merge.mergedId))?.id === merge.id;
      if (isGone) {
        await purgePairs(kv, id, { ofId: merge.mergedId, pairs });
        await purgeMerges(kv, id, { keptId: merge.mergedId, pairs });
      }
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
