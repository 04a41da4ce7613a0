// Keys of merges and of where merged contacts have gone.
import { SCHEMA_VERSION as V } from "./schema.ts";

/** Where a merged contact has gone. */
export function mergedKey(contactId: number): Deno.KvKey {
  return [V, "merged", contactId];
}

export function mergeKey(mergeId: string): Deno.KvKey {
  return [V, "merge", mergeId];
}

/** The records of both sides as they were when a merge was decided. */
export function mergeRecordKey(mergeId: string, side: "kept" | "merged"): Deno.KvKey {
  return [V, "merge_record", mergeId, side];
}

/** Merges that a contact has been kept in. */
export function contactMergeKey(keptId: number, mergeId: string): Deno.KvKey {
  return [V, "merge_of", keptId, mergeId];
}

/** Merges and partings that are not finished. */
export function openMergeKey(mergeId: string): Deno.KvKey {
  return [V, "merge_open", mergeId];
}

/** A contact that is being merged or parted belongs to nobody else's merge; holds the merge's id. */
export function mergeLockKey(contactId: number): Deno.KvKey {
  return [V, "merge_lock", contactId];
}
