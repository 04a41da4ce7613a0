// Entries in the order of the store, and cut into commits: keys written in their order cost a fifth of keys in any other.
import { keyBytes } from "./key_size.ts";
import { valueBytesAtMost } from "./value_size.ts";

/** Below the limits of a commit, with room for its checks and a head. */
const ENTRIES_MAX = 900;
const KEY_BYTES_MAX = 70 * 1024;
const BYTES_MAX = 700 * 1024;

/** In the order of the store, or nearly: what matters is that neighbours are written together. */
export function sorted<T extends { key: Deno.KvKey }>(entries: T[]): T[] {
  return entries.sort((left, right) => compareKeys(left.key, right.key));
}

function compareKeys(left: Deno.KvKey, right: Deno.KvKey): number {
  for (let at = 0; at < left.length; at++) {
    const [part, other] = [left[at], right[at]];
    if (part === other || part === undefined || other === undefined) continue;
    if (typeof part === "symbol" || typeof other === "symbol") continue; // there are none
    return part < other ? -1 : 1;
  }
  return 0;
}

/** As many of the entries, from `at` on, as fit one commit beside some small ones; at least one. */
export function fittingSlice<T extends { key: Deno.KvKey; value: unknown }>(
  entries: readonly T[],
  at: number,
): T[] {
  let keys = 0;
  let bytes = 0;
  let end = at;
  for (; end < entries.length && end - at < ENTRIES_MAX; end++) {
    const entry = entries[end];
    if (entry === undefined) break;
    const ofKey = keyBytes(entry.key);
    keys += ofKey;
    bytes += ofKey + valueBytesAtMost(entry.value);
    if (end > at && (keys > KEY_BYTES_MAX || bytes > BYTES_MAX)) break;
  }
  return entries.slice(at, end);
}
