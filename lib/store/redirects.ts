// Ids of contacts that were merged: where they have gone, through chains too (9.5).
import { mergedIntoSchema, REDIRECTS_MAX } from "@/lib/domain/merge.ts";
import type { Change } from "./change.ts";
import { mergedKey } from "./keys.ts";

/** The id under which a contact is found now: its own unless it was merged. Follows at most 16 merges. */
export function resolveContactId(kv: Deno.Kv, id: number): Promise<number> {
  return follow(id, (key) => kv.get(key));
}

/** `resolveContactId` for a commit that depends on it. Up to one check a merge that is followed, and one more. */
export function resolveContactIdIn(change: Change, id: number): Promise<number> {
  return follow(id, (key) => change.get(key));
}

async function follow(
  id: number,
  read: (key: Deno.KvKey) => Promise<Deno.KvEntryMaybe<unknown>>,
): Promise<number> {
  let current = id;
  for (let hop = 0; hop < REDIRECTS_MAX; hop++) {
    const { value } = await read(mergedKey(current));
    if (value === null) return current;
    current = mergedIntoSchema.parse(value).intoId;
  }
  return current;
}
