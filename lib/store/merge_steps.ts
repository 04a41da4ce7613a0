// One commit of a merge or a parting: what moves in it, the counts that go along, and how far the job has come.
import type { Contact } from "@/lib/domain/contact.ts";
import { type Conversation, conversationSchema } from "@/lib/domain/conversation.ts";
import { type Merge, MERGE_STEPS, type MergeStep } from "@/lib/domain/merge.ts";
import type { Note, PinnedNote } from "@/lib/domain/note.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { type Change, saveChange, StaleReadError } from "./change.ts";
import { type ReadContact, requireContactIn, stageActiveContact } from "./contacts.ts";
import { stageEvent } from "./events.ts";
import { pastBlockKey } from "./keys/blocks.ts";
import { contactKey, eventKey, noteKey, pinnedNoteKey } from "./keys/contacts.ts";
import { contactConversationKey, conversationKey } from "./keys/conversations.ts";
import { rangePrefix } from "./keys/range.ts";
import {
  type Batch,
  type Mover,
  nextConversations,
  nextEvents,
  nextNotes,
  nextPastBlocks,
  wayOf,
  withMark,
} from "./merge_batch.ts";
import {
  isOpenMerge,
  requireMerge,
  requireMergeIn,
  requireMergeRecords,
  stageMerge,
  stageMergeEnd,
} from "./merges.ts";
import { findPinnedNote } from "./notes.ts";

/**
 * The next commit of a merge: at most 200 records, checked on the merge, so that any number of processes may be at it.
 * Returns the merge as it is then; one that is finished is left as it is. Throws `NotFoundError`, `ConflictError`.
 */
export function takeMergeStep(kv: Deno.Kv, mergeId: string): Promise<Merge> {
  return saveChange(kv, async (change) => {
    const merge = await requireMergeIn(change, mergeId);
    if (!isOpenMerge(merge)) return merge;
    const after = await STEPS[merge.step](change, merge);
    if (isOpenMerge(after)) stageMerge(change, after);
    else stageMergeEnd(change, after);
    return after;
  });
}

/** Moves one conversation ahead of its turn: somebody is about to write in it. Nothing where it has moved by now. */
export function moveConversationNow(
  kv: Deno.Kv,
  mergeId: string,
  conversation: Conversation,
): Promise<void> {
  return saveChange(kv, async (change) => {
    const merge = await requireMergeIn(change, mergeId);
    if (!isOpenMerge(merge) || merge.step !== "conversations") return;
    const read = await readSides(change, merge);
    const { value } = await change.get<Conversation>(conversationKey(conversation.id));
    if (value?.contactId !== wayOf(merge).fromId) return;
    stageConversationsMoved(change, { merge, read, conversations: [value] });
    stageMerge(change, merge);
  });
}

type Step = (change: Change, merge: Merge) => Promise<Merge>;

const STEPS: Record<MergeStep, Step> = {
  async conversations(change, merge) {
    // The contacts before their conversations: their records vouch for these.
    const read = await readSides(change, merge);
    const batch = await nextConversations(change.kv, merge);
    const conversations = batch.movers.map(({ record }) => record);
    if (conversations.length > 0) stageConversationsMoved(change, { merge, read, conversations });
    return going(merge, batch);
  },
  async notes(change, merge) {
    await stageSeen(change, merge);
    const batch = await nextNotes(change.kv, merge);
    const pinned = await stageNotesMoved(change, merge, batch.movers);
    return { ...going(merge, batch), mergedPin: merge.mergedPin ?? pinned };
  },
  async past_blocks(change, merge) {
    await stageSeen(change, merge);
    const { fromId, toId } = wayOf(merge);
    const batch = await nextPastBlocks(change.kv, merge);
    for (const { record } of batch.movers) {
      change.delete(pastBlockKey(fromId, record.id));
      change.set(pastBlockKey(toId, record.id), { ...withMark(record, merge), contactId: toId });
    }
    return going(merge, batch);
  },
  async events(change, merge) {
    await stageSeen(change, merge);
    const { fromId, toId } = wayOf(merge);
    const batch = await nextEvents(change.kv, merge);
    for (const { record } of batch.movers) {
      change.delete(eventKey(fromId, record.id));
      stageEvent(change, { ...withMark(record, merge), contactId: toId });
    }
    return going(merge, batch);
  },
  async end(change, merge) {
    if (merge.state === "moving") return { ...merge, state: "done" };
    await stageOwnActivity(change, merge);
    return { ...merge, state: "undone" };
  },
};

/** What is moved from one place is not there any more; parting passes over what stays, and remembers up to where. */
function going<T>(merge: Merge, { next }: Batch<T>): Merge {
  if (next !== null) {
    return { ...merge, lookedThrough: merge.state === "parting" ? next : null };
  }
  const step = MERGE_STEPS[MERGE_STEPS.indexOf(merge.step) + 1] ?? "end";
  return { ...merge, step, lookedThrough: null };
}

/** The contacts that are there while records move between them: a merged one is not. */
interface Sides {
  kept: ReadContact;
  /** Null while it is merged. */
  merged: ReadContact | null;
}

async function readSides(change: Change, { state, keptId, mergedId }: Merge): Promise<Sides> {
  const [kept, merged] = await Promise.all([
    requireContactIn(change, keptId),
    state === "parting" ? requireContactIn(change, mergedId) : null,
  ]);
  return { kept, merged };
}

interface Moved {
  merge: Merge;
  read: Sides;
  conversations: Conversation[];
}

/** Conversations with their rows and the counts of their contacts; where they stand in the list of all stays. */
function stageConversationsMoved(change: Change, { merge, read, conversations }: Moved): void {
  const { fromId, toId } = wayOf(merge);
  for (const conversation of conversations) {
    const { id, lastAtMs } = conversation;
    change.delete(contactConversationKey(fromId, lastAtMs, id));
    change.set(contactConversationKey(toId, lastAtMs, id), 0);
    change.set(conversationKey(id), { ...withMark(conversation, merge), contactId: toId });
  }
  const [from, to] = merge.state === "parting" ? [read.kept, read.merged] : [null, read.kept];
  if (from) stageActiveContact(change, { ...from, after: without(from.before, conversations) });
  if (to) stageActiveContact(change, { ...to, after: withMore(to.before, conversations) });
}

function withMore(contact: Contact, conversations: Conversation[]): Contact {
  const { conversationCount = 0, channelIds = [], lastActivityAtMs } = contact;
  const newestMs = Math.max(...conversations.map(({ lastAtMs }) => lastAtMs));
  return {
    ...contact,
    lastActivityAtMs: Math.max(lastActivityAtMs ?? 0, newestMs),
    conversationCount: conversationCount + conversations.length,
    channelIds: [...new Set([...channelIds, ...conversations.map(({ channelId }) => channelId)])],
  };
}

/** Which channels are left is known at the end only; until then those that there were are named. */
function without(contact: Contact, conversations: Conversation[]): Contact {
  const { conversationCount = 0, channelIds, ...rest } = contact;
  const left = conversationCount - conversations.length;
  return left > 0
    ? { ...rest, conversationCount: left, ...(channelIds ? { channelIds } : {}) }
    : rest;
}

/** At the end of parting, what the kept contact has of its own: its channels, and when something was last said. */
async function stageOwnActivity(change: Change, { id, keptId }: Merge): Promise<void> {
  const read = await requireContactIn(change, keptId);
  const { before: contact } = read;
  const { kept } = await requireMergeRecords(change.kv, id).catch(async (error) => {
    // Another process has finished the job meanwhile, and forgotten the records.
    throw isOpenMerge(await requireMerge(change.kv, id)) ? error : new StaleReadError();
  });
  const { newestMs, channelIds } = await ownConversations(change.kv, contact);
  const lastActivityAtMs = newestMs === null
    ? kept.lastActivityAtMs
    : Math.max(kept.lastActivityAtMs ?? 0, newestMs);
  const { channelIds: _, ...rest } = contact;
  const after = { ...rest, lastActivityAtMs, ...(channelIds.length > 0 ? { channelIds } : {}) };
  stageActiveContact(change, { ...read, after });
}

/** Reads until every channel that the contact names was met: those that are not were the other contact's. */
async function ownConversations(kv: Deno.Kv, { id, channelIds = [] }: Contact) {
  const prefix = rangePrefix("cc", id);
  const rows = kv.list({ prefix }, { reverse: true, batchSize: 200 });
  const left = new Set(channelIds);
  let newestMs: number | null = null;
  for await (const { key } of rows) {
    newestMs ??= Number(key.at(-2));
    const { value } = await kv.get(conversationKey(String(key.at(-1))));
    left.delete(conversationSchema.parse(value).channelId);
    if (left.size === 0) break;
  }
  return { newestMs, channelIds: channelIds.filter((channel) => !left.has(channel)) };
}

/**
 * Makes the commit fail if anything of the contacts changes, for what they have changes only together with their records;
 * and tells open pages that there is something new.
 */
async function stageSeen(change: Change, { state, keptId, mergedId }: Merge): Promise<void> {
  const ids = state === "parting" ? [keptId, mergedId] : [keptId];
  const entries = await Promise.all(ids.map((id) => change.get(contactKey(id))));
  for (const { key, value } of entries) {
    if (value === null) throw new NotFoundError(`There is no contact ${String(key.at(-1))}`);
    change.set(key, value);
  }
}

/** Notes with the pin: one that is pinned on the kept contact stays so. Returns what was pinned where they come from. */
async function stageNotesMoved(
  change: Change,
  merge: Merge,
  movers: Mover<Note>[],
): Promise<PinnedNote | null> {
  const { fromId, toId } = wayOf(merge);
  for (const { record } of movers) {
    change.delete(noteKey(fromId, record.id));
    change.set(noteKey(toId, record.id), { ...withMark(record, merge), contactId: toId });
  }
  const [from, to] = await Promise.all([
    findPinnedNote(change.kv, fromId),
    findPinnedNote(change.kv, toId),
  ]);
  const isMoving = (pin: PinnedNote | null) =>
    movers.some(({ record }) => record.id === pin?.noteId);
  if (isMoving(from)) change.delete(pinnedNoteKey(fromId));
  const pin = merge.state === "parting" ? merge.mergedPin ?? from : from;
  if (pin !== null && isMoving(pin) && to === null) change.set(pinnedNoteKey(toId), pin);
  return isMoving(from) ? from : null;
}
