// Merges: the job of each, the records as they were, and which contacts and jobs are not finished.
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import {
  type Merge,
  mergedIntoSchema,
  mergeSchema,
  type MergeSide,
  UNDO_MS,
} from "@/lib/domain/merge.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { type Change, saveChange } from "./change.ts";
import {
  contactMergeKey,
  mergedKey,
  mergeKey,
  mergeLockKey,
  mergeRecordKey,
  openMergeKey,
} from "./keys/merges.ts";
import { rangePrefix } from "./keys/range.ts";

/** Both records as they were when the merge was decided. */
export type MergeRecords = Record<MergeSide, Contact>;

/** Whether a merge, or its undoing, has anything left to do. */
export function isOpenMerge({ state }: Merge): boolean {
  return state === "moving" || state === "parting";
}

/** The merge, or null. */
export async function findMerge(kv: Deno.Kv, id: string): Promise<Merge | null> {
  const { value } = await kv.get(mergeKey(id));
  return value === null ? null : mergeSchema.parse(value);
}

/** The merge. Throws `NotFoundError`. */
export async function requireMerge(kv: Deno.Kv, id: string): Promise<Merge> {
  return mergeOf(await kv.get(mergeKey(id)), id);
}

/** Reads the merge and makes the commit fail if it has moved on by then. 1 check. Throws `NotFoundError`. */
export async function requireMergeIn(change: Change, id: string): Promise<Merge> {
  return mergeOf(await change.get(mergeKey(id)), id);
}

/** The merge by which a contact has gone, or null when it has not. */
export async function findMergeOf(kv: Deno.Kv, mergedId: number): Promise<Merge | null> {
  const { value } = await kv.get(mergedKey(mergedId));
  return value === null ? null : await findMerge(kv, mergedIntoSchema.parse(value).mergeId);
}

/** The records of a merge. Throws `NotFoundError` when its time is over and they have been forgotten. */
export async function requireMergeRecords(kv: Deno.Kv, id: string): Promise<MergeRecords> {
  const [kept, merged] = await kv.getMany([
    mergeRecordKey(id, "kept"),
    mergeRecordKey(id, "merged"),
  ]);
  if (!kept?.value || !merged?.value) {
    throw new NotFoundError(`Merge ${id} has no records any more`);
  }
  return { kept: contactSchema.parse(kept.value), merged: contactSchema.parse(merged.value) };
}

/** Merges that a contact was kept in and that were not undone, the newest first; at most `limit` (1 to 500). */
export async function listMergesInto(
  kv: Deno.Kv,
  keptId: number,
  { limit }: { limit: number },
): Promise<Merge[]> {
  const entries = kv.list({ prefix: rangePrefix("merge_of", keptId) }, { reverse: true, limit });
  const ids = await Array.fromAsync(entries, ({ key }) => String(key[3]));
  const merges = await Promise.all(ids.map((id) => findMerge(kv, id)));
  return merges.filter((merge) => merge !== null);
}

/** Ids of merges and partings that are not finished, the oldest first. */
export async function listOpenMergeIds(kv: Deno.Kv): Promise<string[]> {
  const entries = kv.list({ prefix: rangePrefix("merge_open") });
  return await Array.fromAsync(entries, ({ key }) => String(key[2]));
}

/** The unfinished merge that a contact belongs to, or null. Unchecked: who locks a contact writes its record too. */
export async function findMergeLockIn(change: Change, contactId: number): Promise<string | null> {
  return (await change.read<string>(mergeLockKey(contactId))).value;
}

/** `findMergeLockIn` for reading only. */
export async function findMergeLock(kv: Deno.Kv, contactId: number): Promise<string | null> {
  return (await kv.get<string>(mergeLockKey(contactId))).value;
}

/** A merge that begins: nobody finds the merged contact any more, and both belong to it until `stageMergeEnd`. */
export function stageMergeStart(change: Change, merge: Merge, records: MergeRecords): void {
  change.set(mergedKey(merge.mergedId), { intoId: merge.keptId, mergeId: merge.id });
  change.set(mergeRecordKey(merge.id, "kept"), records.kept);
  change.set(mergeRecordKey(merge.id, "merged"), records.merged);
  change.set(contactMergeKey(merge.keptId, merge.id), 0);
  stageMergeOpen(change, merge);
}

/** A parting that begins: the merged contact is found under its own id again. */
export function stagePartingStart(change: Change, merge: Merge): void {
  change.delete(mergedKey(merge.mergedId));
  change.delete(contactMergeKey(merge.keptId, merge.id));
  stageMergeOpen(change, merge);
}

/** A step of a merge that `requireMergeIn` has read. */
export function stageMerge(change: Change, merge: Merge): void {
  change.set(mergeKey(merge.id), merge);
}

/** The last commit of a merge or a parting: both contacts are free. */
export function stageMergeEnd(change: Change, merge: Merge): void {
  stageMerge(change, merge);
  change.delete(openMergeKey(merge.id));
  for (const id of [merge.keptId, merge.mergedId]) change.delete(mergeLockKey(id));
  if (merge.state !== "undone") return;
  for (const side of ["kept", "merged"] as const) change.delete(mergeRecordKey(merge.id, side));
}

/** Forgets the records of merges that cannot be undone any more, the oldest first; returns of how many. */
export async function sweepMerges(kv: Deno.Kv, nowMs: number): Promise<number> {
  let count = 0;
  for await (const { key } of kv.list({ prefix: rangePrefix("merge_record") })) {
    if (key[3] !== "kept") continue;
    const isOver = await saveChange(kv, (change) => stageForgotten(change, String(key[2]), nowMs));
    if (!isOver) break; // ids are in the order of time
    count++;
  }
  return count;
}

/** False while the merge can be undone. */
async function stageForgotten(change: Change, id: string, nowMs: number): Promise<boolean> {
  const merge = await requireMergeIn(change, id);
  if (nowMs < merge.atMs + UNDO_MS) return false;
  if (isOpenMerge(merge)) return true;
  stageMerge(change, { ...merge, isForgotten: true });
  for (const side of ["kept", "merged"] as const) change.delete(mergeRecordKey(id, side));
  return true;
}

function stageMergeOpen(change: Change, merge: Merge): void {
  stageMerge(change, merge);
  change.set(openMergeKey(merge.id), 0);
  for (const id of [merge.keptId, merge.mergedId]) change.set(mergeLockKey(id), merge.id);
}

function mergeOf({ value }: Deno.KvEntryMaybe<unknown>, id: string): Merge {
  if (value === null) throw new NotFoundError(`There is no merge ${id}`);
  return mergeSchema.parse(value);
}
