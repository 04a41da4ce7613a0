// The queue of suspected pairs: rows by score, kept by a job that follows the todos of commits, and read as pages.
import { type NotDuplicates, notDuplicatesSchema, pairOf } from "@/lib/domain/duplicate_pair.ts";
import type { Change } from "./change.ts";
import {
  duplicateOfKey,
  duplicatePairKey,
  duplicateTodoKey,
  duplicateTotalKey,
  notDuplicatesKey,
} from "./keys/duplicates.ts";
import { rangePrefix } from "./keys/range.ts";

/** Where a pair stands in the queue. */
export interface PairPlace {
  score: number;
  newerId: number;
  olderId: number;
}

/** Pairs of one contact that are kept; one with more is shared by many, and the best of them say enough. */
export const PAIRS_OF_ONE_MAX = 20;
const PAIRS_READ_MAX = 200;

/** The scores of a contact's pairs by the id of the other. */
export async function listPairsOf(kv: Deno.Kv, id: number): Promise<Map<number, number>> {
  const entries = kv.list<number>({ prefix: rangePrefix("dup_of", id) }, { limit: PAIRS_READ_MAX });
  const pairs = new Map<number, number>();
  for await (const { key, value } of entries) pairs.set(Number(key.at(-1)), value);
  return pairs;
}

/** Makes the rows of a contact's pairs those of `wanted`, scores by other id; `had` is what `listPairsOf` has read. */
export function stagePairs(
  change: Change,
  id: number,
  { had, wanted }: { had: ReadonlyMap<number, number>; wanted: ReadonlyMap<number, number> },
): void {
  for (const [otherId, score] of had) {
    if (wanted.get(otherId) !== score) stageNoPair(change, { id, otherId, score });
  }
  for (const [otherId, score] of wanted) {
    if (had.get(otherId) === score) continue;
    change.set(duplicatePairKey(score, ...pairOf(id, otherId)), 0);
    change.set(duplicateOfKey(id, otherId), score);
    change.set(duplicateOfKey(otherId, id), score);
    change.sum(duplicateTotalKey(), 1n);
  }
}

/** Takes a pair out of the queue. */
export function stageNoPair(
  change: Change,
  { id, otherId, score }: { id: number; otherId: number; score: number },
): void {
  change.delete(duplicatePairKey(score, ...pairOf(id, otherId)));
  change.delete(duplicateOfKey(id, otherId));
  change.delete(duplicateOfKey(otherId, id));
  change.sum(duplicateTotalKey(), -1n);
}

/**
 * What someone has said about a pair, or null when that is taken back; the queue follows, and pages know at once.
 */
export function stageNotDuplicates(
  change: Change,
  pair: readonly [newerId: number, olderId: number],
  said: NotDuplicates | null,
): void {
  const key = notDuplicatesKey(...pair);
  if (said === null) change.delete(key);
  else change.set(key, said);
  for (const id of pair) change.set(duplicateTodoKey(id), { lost: [] });
}

/** What was said about a pair, or null. 1 check. */
export async function findNotDuplicatesIn(
  change: Change,
  pair: readonly [newerId: number, olderId: number],
): Promise<NotDuplicates | null> {
  const { value } = await change.get(notDuplicatesKey(...pair));
  return value === null ? null : notDuplicatesSchema.parse(value);
}

/** Pairs in the queue, those included that changes of the last moments have settled. */
export async function countPairs(kv: Deno.Kv): Promise<number> {
  const { value } = await kv.get<Deno.KvU64>(duplicateTotalKey());
  return Number(value?.value ?? 0n);
}

/** The best pairs, then the newest, after the given one: at most `limit`. */
export async function listPairs(
  kv: Deno.Kv,
  { after, limit }: { after: PairPlace | null; limit: number },
): Promise<PairPlace[]> {
  const prefix = rangePrefix("dup_pair");
  const selector = after
    ? { prefix, end: duplicatePairKey(after.score, after.newerId, after.olderId) }
    : { prefix };
  const entries = kv.list(selector, { reverse: true, limit, batchSize: Math.min(limit, 500) });
  return await Array.fromAsync(entries, ({ key }) => ({
    score: Number(key[2]),
    newerId: Number(key[3]),
    olderId: Number(key[4]),
  }));
}
