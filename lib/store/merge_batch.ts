// What moves in one commit of a merge or a parting: which records, under which keys, within the limits of a commit.
import type { z } from "zod";
import { type PastBlock, pastBlockSchema } from "@/lib/domain/block.ts";
import { type Conversation, conversationSchema } from "@/lib/domain/conversation.ts";
import { type TimelineEvent, timelineEventSchema } from "@/lib/domain/event.ts";
import type { Merge, MergeStep } from "@/lib/domain/merge.ts";
import { type Note, noteSchema } from "@/lib/domain/note.ts";
import { noteKey } from "./keys/contacts.ts";
import { conversationKey } from "./keys/conversations.ts";
import { type Range, rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";
import { valueBytesAtMost } from "./value_size.ts";

/** Entries of a commit: an event is moved by four writes at most, beside what the commit has to write anyway. */
export const MOVED_MAX = 200;
/** Half of a commit: what is moved is written once, and its contact's record and index entry come on top. */
const MOVED_BYTES_MAX = 400 * 1024;

/** Between which contacts a merge moves now. */
export interface Way {
  fromId: number;
  toId: number;
}

export function wayOf({ state, keptId, mergedId }: Merge): Way {
  return state === "parting"
    ? { fromId: keptId, toId: mergedId }
    : { fromId: mergedId, toId: keptId };
}

/** Where a merge's mark on a record goes or comes from. */
export interface Marked {
  mergeIds?: string[] | undefined;
}

/** The record as a merge has brought it to its contact, or as parting takes it back. */
export function withMark<T extends Marked>(record: T, { id, state }: Merge): T {
  const { mergeIds = [], ...rest } = record;
  const marks = state === "parting" ? mergeIds.filter((one) => one !== id) : [...mergeIds, id];
  // Records without marks have none of the field.
  return { ...rest, ...(marks.length > 0 ? { mergeIds: marks } : {}) } as T;
}

type Listed = Exclude<MergeStep, "end">;

const RANGES: Record<Listed, Range> = {
  conversations: "cc",
  notes: "note",
  past_blocks: "past_block",
  events: "ev",
};

/** A record that is to move, and the last part of its key. */
export interface Mover<T> {
  place: string;
  record: T;
}

export interface Batch<T> {
  movers: Mover<T>[];
  /** The place up to which all was looked through; null when there is nothing more. */
  next: string | null;
}

/** The next conversations that move; those that stay are passed over. */
export async function nextConversations(kv: Deno.Kv, merge: Merge): Promise<Batch<Conversation>> {
  return await nextBatch<Conversation>(kv, merge, {
    step: "conversations",
    async read(entries) {
      const keys = entries.map(({ key }) => conversationKey(String(key.at(-1))));
      return (await readMany<unknown>(kv, keys)).map(({ value }) =>
        value === null ? null : conversationSchema.parse(value)
      );
    },
    moves: hasCome(merge),
  });
}

export function nextNotes(kv: Deno.Kv, merge: Merge): Promise<Batch<Note>> {
  return nextBatch<Note>(kv, merge, {
    step: "notes",
    read: parsed(noteSchema),
    moves: hasCome(merge),
  });
}

export function nextPastBlocks(kv: Deno.Kv, merge: Merge): Promise<Batch<PastBlock>> {
  return nextBatch<PastBlock>(kv, merge, {
    step: "past_blocks",
    read: parsed(pastBlockSchema),
    moves: hasCome(merge),
  });
}

/** Events that came with the merge go back, and so do those of conversations and notes that have gone back. */
export async function nextEvents(kv: Deno.Kv, merge: Merge): Promise<Batch<TimelineEvent>> {
  const isOld = hasCome(merge);
  return await nextBatch<TimelineEvent>(kv, merge, {
    step: "events",
    read: parsed(timelineEventSchema),
    moves: async (event) => await isOld(event) || await belongsToMerged(kv, merge, event),
  });
}

async function belongsToMerged(kv: Deno.Kv, merge: Merge, event: TimelineEvent): Promise<boolean> {
  if (event.atMs < merge.atMs) return false;
  if ("conversationId" in event) {
    const { value } = await kv.get(conversationKey(event.conversationId));
    return value !== null && conversationSchema.parse(value).contactId === merge.mergedId;
  }
  if (!("noteId" in event)) return false;
  return (await kv.get(noteKey(merge.mergedId, event.noteId))).value !== null;
}

/** Parting takes back what the merge has brought; merging takes everything. */
function hasCome({ id, state }: Merge): (record: Marked) => Promise<boolean> {
  return ({ mergeIds = [] }) => Promise.resolve(state !== "parting" || mergeIds.includes(id));
}

interface Looking<T> {
  step: Listed;
  /** The records of entries of the range; null where there is none. */
  read(entries: Deno.KvEntry<unknown>[]): Promise<(T | null)[]>;
  moves(record: T): Promise<boolean>;
}

function parsed<T>(schema: z.ZodType<T>): Looking<T>["read"] {
  return (entries) => Promise.resolve(entries.map(({ value }) => schema.parse(value)));
}

/** Looks on until something moves or nothing is left: a page of what stays is not worth a commit. */
async function nextBatch<T>(
  kv: Deno.Kv,
  merge: Merge,
  looking: Looking<T>,
): Promise<Batch<T>> {
  let after = merge.lookedThrough;
  for (;;) {
    const entries = await listAfter(
      kv,
      rangePrefix(RANGES[looking.step], wayOf(merge).fromId),
      after,
    );
    const batch = await fitting(looking, entries);
    if (batch.movers.length > 0 || batch.next === null) return batch;
    after = batch.next;
  }
}

async function listAfter(kv: Deno.Kv, prefix: Deno.KvKey, after: string | null) {
  const selector = after === null
    ? { prefix }
    : { prefix, start: [...prefix, ...partsAfter(after)] };
  const options = { limit: MOVED_MAX, batchSize: MOVED_MAX };
  return await Array.fromAsync(kv.list<unknown>(selector, options));
}

async function fitting<T>(
  { read, moves }: Looking<T>,
  entries: Deno.KvEntry<unknown>[],
): Promise<Batch<T>> {
  const records = await read(entries);
  const movers: Mover<T>[] = [];
  let bytes = 0;
  for (const [at, record] of records.entries()) {
    const place = placeOf(entries[at]?.key ?? []);
    if (record === null || !await moves(record)) continue;
    bytes += valueBytesAtMost(record);
    if (bytes > MOVED_BYTES_MAX && movers.length > 0) {
      return { movers, next: movers.at(-1)?.place ?? null };
    }
    movers.push({ place, record });
  }
  const last = entries.length < MOVED_MAX ? null : placeOf(entries.at(-1)?.key ?? []);
  return { movers, next: last };
}

/** Conversations are in the order of their newest messages, all else in the order of ids. */
function placeOf(key: Deno.KvKey): string {
  return key.slice(3).map(String).join(" ");
}

function partsAfter(place: string): Deno.KvKeyPart[] {
  const [first = "", second] = place.split(" ");
  return second === undefined ? [`${first}\0`] : [Number(first), `${second}\0`];
}
