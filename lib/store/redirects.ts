// Ids of contacts that were merged: where they have gone, through chains too (9.5).
import { type MergedInto, mergedIntoSchema, REDIRECTS_MAX } from "@/lib/domain/merge.ts";
import type { Change } from "./change.ts";
import { mergedKey } from "./keys/merges.ts";

/** The id under which a contact is found now: its own unless it was merged, however often. */
export async function resolveContactId(kv: Deno.Kv, id: number): Promise<number> {
  const last = await lastHop(id, (key) => kv.get(key));
  return last === null ? id : last.intoId;
}

/**
 * `resolveContactId` for a commit that depends on it, together with the record it leads to. 1 check, on the last merge
 * of the chain: no other can be undone before it is.
 */
export async function resolveContactIdIn(change: Change, id: number): Promise<number> {
  const last = await lastHop(id, (key) => change.read(key));
  if (last === null) return id;
  change.check(last.entry);
  return last.intoId;
}

interface Hop extends MergedInto {
  entry: Deno.KvEntryMaybe<unknown>;
}

async function lastHop(
  id: number,
  read: (key: Deno.KvKey) => Promise<Deno.KvEntryMaybe<unknown>>,
): Promise<Hop | null> {
  let last: Hop | null = null;
  for (let hop = 0; hop < REDIRECTS_MAX; hop++) {
    const entry = await read(mergedKey(last?.intoId ?? id));
    if (entry.value === null) return last;
    last = { ...mergedIntoSchema.parse(entry.value), entry };
  }
  return last;
}
