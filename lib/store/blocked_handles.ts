// Addresses under a block, kept as digests, so that no second identity and no deletion gets around it (8.7).
import { z } from "zod";
import type { Change } from "./change.ts";
import { handleDigests } from "./handle_digest.ts";
import { blockedHandleKey, blockHeadKey, blockKey } from "./keys/blocks.ts";
import { rangePrefix } from "./keys/range.ts";

/** What a block keeps beside its contact; the contact itself may be deleted before the block ends. */
export const blockRecordSchema = z.object({
  /** Whose it is, or was when it was deleted. */
  contactId: z.int().positive(),
  untilMs: z.number().nullable(),
  /** Of every handle that the contact has had since it was blocked, and of who has named one; at most `DIGESTS_MAX`. */
  digests: z.array(z.string()),
});
export type BlockRecord = z.infer<typeof blockRecordSchema>;

/** A contact has at most 60 handles at once; what it has gained and lost since it was blocked is remembered up to here. */
const DIGESTS_MAX = 500;
/** Beyond this many digests nobody is added for naming one: the rest is for what the contact itself gains. */
const NAMERS_MAX = 300;
/** A digest is 43 characters. */
export const BLOCK_RECORD_BYTES_MAX = 48 * DIGESTS_MAX + 200;

/**
 * The record of a block that is about to be written anew, or null. 1 check, on the block head and so one for all blocks of
 * a change: who is refused for naming an address adds theirs to the record without touching the contact.
 */
export async function readBlockRecord(change: Change, blockId: string) {
  const [{ value }] = await Promise.all([
    change.read<unknown>(blockKey(blockId)),
    change.get(blockHeadKey()),
  ]);
  return value === null ? null : blockRecordSchema.parse(value);
}

/** Stages the record with these handles and digests added to its own, and the keys by which they are found. */
export async function stageBlockRecord(
  change: Change,
  blockId: string,
  { record, keys, taken = [] }: {
    record: BlockRecord;
    keys: readonly Deno.KvKey[];
    taken?: readonly string[];
  },
): Promise<void> {
  const all = new Set([...record.digests, ...await handleDigests(change.kv, keys), ...taken]);
  const digests = [...all].slice(0, DIGESTS_MAX);
  change.set(blockKey(blockId), { ...record, digests });
  for (const digest of digests.slice(record.digests.length)) {
    change.set(blockedHandleKey(digest, blockId), 0);
  }
  change.set(blockHeadKey(), null);
}

/** Handles that a blocked contact gains are under its block from the same commit on. The caller checks the contact. */
export async function stageGainedHandles(
  change: Change,
  blockId: string,
  keys: readonly Deno.KvKey[],
): Promise<void> {
  const record = await readBlockRecord(change, blockId);
  // Without a record there is nothing to add to; `verify` finds that.
  if (record !== null) await stageBlockRecord(change, blockId, { record, keys });
}

/**
 * Who was kept out for naming an address under this block is under it as well: their next message may name nothing. Once
 * for each, so that a flood from them writes no key that others do. The caller has checked the block.
 */
export async function stageNamer(
  change: Change,
  blockId: string,
  key: Deno.KvKey,
): Promise<void> {
  const record = await readBlockRecord(change, blockId);
  if (record === null || record.digests.length >= NAMERS_MAX) return;
  const [digest = ""] = await handleDigests(change.kv, [key]);
  if (record.digests.includes(digest)) return;
  await stageBlockRecord(change, blockId, { record, keys: [key] });
}

/** A block that a handle is under, ended or not. */
export interface HandleBlock extends BlockRecord {
  id: string;
  /** Makes the commit fail if it is over or has other terms by then: 1 check. */
  check(): void;
}

/**
 * Blocks that any of these handles is under. 1 check, on the block head: the commit fails if more is kept out by then.
 * Who is kept out by one of them calls its `check` too.
 */
export async function findHandleBlocks(
  change: Change,
  keys: readonly Deno.KvKey[],
): Promise<HandleBlock[]> {
  const head = await change.get(blockHeadKey());
  if (head.versionstamp === null) return []; // nothing was ever blocked here
  const digests = await handleDigests(change.kv, keys);
  const ids = (await Promise.all(digests.map((digest) => listBlockIds(change.kv, digest)))).flat();
  const found = await change.getMany<unknown>([...new Set(ids)].map(blockKey));
  return found.flatMap((entry) => {
    if (entry.value === null) return [];
    const record = blockRecordSchema.parse(entry.value);
    return [{ ...record, id: String(entry.key[2]), check: () => change.check(entry) }];
  });
}

/** Blocks that a handle is under, ended or not. A handful at most: one for each blocked contact that has had the handle. */
export async function listBlockIds(kv: Deno.Kv, digest: string): Promise<string[]> {
  const entries = await Array.fromAsync(kv.list({ prefix: rangePrefix("blocked", digest) }));
  return entries.map(({ key }) => String(key[3]));
}
