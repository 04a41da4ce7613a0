// Blocks: what each has kept out, how past ones ended, and all that a commit writes beside the contact's record.
import { type Block, blockEndMs, type PastBlock, pastBlockSchema } from "@/lib/domain/block.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import {
  type BlockRecord,
  blockRecordSchema,
  readBlockRecord,
  stageBlockRecord,
} from "./blocked_handles.ts";
import type { Change } from "./change.ts";
import { ownedHandles } from "./handles.ts";
import {
  blockAttemptsKey,
  blockedHandleKey,
  blockEndKey,
  blockHeadKey,
  blockKey,
  lastAttemptKey,
  pastBlockKey,
} from "./keys/blocks.ts";
import { rangePrefix } from "./keys/range.ts";

/** What a block has kept out so far. */
export interface Attempts {
  attempts: number;
  /** Null when nothing came. */
  lastAttemptAtMs: number | null;
}

/** What a block that is not over has kept out. */
export async function readAttempts(kv: Deno.Kv, blockId: string): Promise<Attempts> {
  const [count, last] = await kv.getMany<[Deno.KvU64, number]>([
    blockAttemptsKey(blockId),
    lastAttemptKey(blockId),
  ]);
  return { attempts: Number(count.value?.value ?? 0n), lastAttemptAtMs: last.value };
}

/** Blocks of a contact that are over, the newest first; at most `limit` (1 to 500). */
export async function listPastBlocks(
  kv: Deno.Kv,
  contactId: number,
  { limit }: { limit: number },
): Promise<PastBlock[]> {
  const entries = kv.list({ prefix: rangePrefix("past_block", contactId) }, {
    reverse: true,
    limit,
  });
  const past: PastBlock[] = [];
  for await (const { value } of entries) past.push(pastBlockSchema.parse(value));
  return past;
}

/**
 * What the contact's block needs beside the contact's own record, whether it is new, has other terms, or has come from a
 * contact that was merged into this one: block record, end key, digests of all handles. Call it after
 * its handles were staged, with the contact as it will be; the caller has checked it. Digests that are taken over from
 * another block come on top.
 */
export async function stageBlock(
  change: Change,
  contact: Contact,
  taken: readonly string[] = [],
): Promise<void> {
  const { block } = contact;
  if (block === undefined) return;
  const before = await readBlockRecord(change, block.id);
  // Deleted first: an end that stays gives the same key, and the set must win.
  if (before !== null) change.delete(blockEndKey(blockEndMs(before), block.id));
  change.set(blockEndKey(blockEndMs(block), block.id), 0);
  const record: BlockRecord = {
    contactId: contact.id,
    untilMs: block.untilMs,
    digests: before?.digests ?? [],
  };
  await stageBlockRecord(change, block.id, {
    record,
    keys: ownedHandles(contact).map(({ key }) => key),
    taken,
  });
}

export type Ending = Pick<PastBlock, "ended" | "endedAtMs" | "endedByUserId">;

/**
 * Takes away everything of a block but what stands in the contact's record, and keeps how it ended as the contact's
 * history. 2 checks. The caller has checked that it is not over yet.
 */
export async function stageBlockEnd(
  change: Change,
  contactId: number,
  { block, ending }: { block: Block; ending: Ending },
): Promise<PastBlock> {
  const attempts = await stageBlockGone(change, block);
  const past: PastBlock = { ...block, contactId, ...ending, ...attempts };
  change.set(pastBlockKey(contactId, block.id), past);
  return past;
}

/**
 * `stageBlockEnd` where there is nobody whose history it would be. The checks are on the block head and on the count: what
 * it keeps out in this very moment is counted, or finds the block gone.
 */
export async function stageBlockGone(
  change: Change,
  { id, untilMs }: Pick<Block, "id" | "untilMs">,
): Promise<Attempts> {
  const [record, count, last] = await Promise.all([
    change.read<unknown>(blockKey(id)),
    change.get<Deno.KvU64>(blockAttemptsKey(id)),
    change.read<number>(lastAttemptKey(id)),
    change.get(blockHeadKey()),
  ]);
  const { data } = blockRecordSchema.safeParse(record.value);
  for (const digest of data?.digests ?? []) change.delete(blockedHandleKey(digest, id));
  for (const key of [blockKey(id), blockAttemptsKey(id), lastAttemptKey(id)]) change.delete(key);
  change.delete(blockEndKey(blockEndMs({ untilMs }), id));
  return { attempts: Number(count.value?.value ?? 0n), lastAttemptAtMs: last.value };
}

/** Where the end of a block stands in the order of ends. */
export interface BlockPlace {
  untilMs: number;
  blockId: string;
}

/** Blocks that ended at or before this moment, the one that ended first at the front; read in pages. */
export async function* listEndedBlocks(kv: Deno.Kv, nowMs: number): AsyncGenerator<BlockPlace> {
  const prefix = rangePrefix("block_end");
  const ended = kv.list({ prefix, end: [...prefix, nowMs + 1] }, { batchSize: 100 });
  for await (const { key } of ended) yield { untilMs: Number(key[2]), blockId: String(key[3]) };
}

/** The block that ends at this place, checked; null when there is none, and then nothing stays at the place. */
export async function findPlacedBlockIn(
  change: Change,
  { untilMs, blockId }: BlockPlace,
): Promise<BlockRecord | null> {
  const { value } = await change.get<unknown>(blockKey(blockId));
  const record = value === null ? null : blockRecordSchema.parse(value);
  if (record?.untilMs === untilMs) return record;
  change.delete(blockEndKey(untilMs, blockId));
  return null;
}

/** Counts what a block keeps out, without reading the count. The caller has checked that it does: one that is over counts no more. */
export function stageAttempt(
  change: Change,
  { blockId, nowMs }: { blockId: string; nowMs: number },
): void {
  change.sum(blockAttemptsKey(blockId), 1n);
  change.set(lastAttemptKey(blockId), nowMs);
}
