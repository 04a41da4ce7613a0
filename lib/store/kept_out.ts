// Which addresses are under blocks: what pages tell of contacts that have some. The gate asks in its own commit.
import { blockEndMs, isBlocked } from "@/lib/domain/block.ts";
import type { HandleRef } from "@/lib/domain/handle_ref.ts";
import { blockRecordSchema, listBlockIds } from "./blocked_handles.ts";
import { handleDigests } from "./handle_digest.ts";
import { ownerKey } from "./handles.ts";
import { blockHeadKey, blockKey } from "./keys/blocks.ts";
import { readMany } from "./kv.ts";

/** A block that holds, and whose it is: a contact that may have been deleted since. */
export interface KeepingBlock {
  id: string;
  contactId: number;
  untilMs: number | null;
}

/** For each of these handles, in their order, the block that keeps it out the longest, or null. Not one snapshot. */
export async function findKeepingBlocks(
  kv: Deno.Kv,
  handles: readonly HandleRef[],
  nowMs: number,
): Promise<(KeepingBlock | null)[]> {
  const none = handles.map(() => null);
  if (handles.length === 0) return none;
  // Where nothing was ever blocked, that is all there is to read.
  if ((await kv.get(blockHeadKey())).versionstamp === null) return none;
  const digests = await handleDigests(kv, handles.map(ownerKey));
  const ids = await Promise.all(digests.map((digest) => listBlockIds(kv, digest)));
  const blocks = await readHolding(kv, new Set(ids.flat()), nowMs);
  return ids.map((some) => longestOf(some.flatMap((id) => blocks.get(id) ?? [])));
}

async function readHolding(
  kv: Deno.Kv,
  ids: ReadonlySet<string>,
  nowMs: number,
): Promise<Map<string, KeepingBlock>> {
  const entries = await readMany<unknown>(kv, [...ids].map(blockKey));
  return new Map(entries.flatMap(({ key, value }) => {
    if (value === null) return [];
    const { contactId, untilMs } = blockRecordSchema.parse(value);
    const id = String(key[2]);
    return isBlocked({ untilMs }, nowMs) ? [[id, { id, contactId, untilMs }] as const] : [];
  }));
}

function longestOf(blocks: readonly KeepingBlock[]): KeepingBlock | null {
  return blocks.toSorted((a, b) => blockEndMs(b) - blockEndMs(a))[0] ?? null;
}
