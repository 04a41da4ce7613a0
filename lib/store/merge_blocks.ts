// Blocks in merges: the longer one holds for both, and each goes back to whose it was.
import { type Block, isBlocked } from "@/lib/domain/block.ts";
import { pastBlockSchema } from "@/lib/domain/block.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { readBlockRecord, stageBlockRecord } from "./blocked_handles.ts";
import { type Ending, stageBlock, stageBlockEnd } from "./blocks.ts";
import type { Change } from "./change.ts";
import { handleDigests } from "./handle_digest.ts";
import { ownedHandles } from "./handles.ts";
import { blockAttemptsKey, blockedHandleKey, lastAttemptKey, pastBlockKey } from "./keys/blocks.ts";

/** Both contacts, and the kept one as it will be. */
export interface MergedBlock {
  kept: Contact;
  merged: Contact;
  after: Contact;
}

/** Of 500 at most: what the shorter block leaves and what the longer one takes over are writes of one commit. */
const TAKEN_MAX = 200;

/**
 * The block that lasts longer is the kept contact's and holds for all handles, and for what else the other one has kept
 * out: addresses that its contact had lost, and who has named one. The other one is history. Call it after
 * `writeHandles`. 2 checks where both are blocked.
 */
export async function stageMergedBlock(
  change: Change,
  { kept, merged, after }: MergedBlock,
  ending: Omit<Ending, "ended">,
): Promise<void> {
  const shorter = [kept.block, merged.block].find((block) => block && block.id !== after.block?.id);
  const taken = isBlocked(shorter, ending.endedAtMs) ? await digestsOf(change, shorter) : [];
  if (after.block?.id !== kept.block?.id || taken.length > 0) {
    await stageBlock(change, after, taken);
  }
  if (shorter === undefined) return;
  await stageBlockEnd(change, kept.id, { block: shorter, ending: { ...ending, ended: "merged" } });
}

async function digestsOf(change: Change, block: Block | undefined): Promise<string[]> {
  const record = block ? await readBlockRecord(change, block.id) : null;
  return record?.digests.slice(0, TAKEN_MAX) ?? [];
}

/**
 * The blocks of both after parting, each on its own contact's handles only. `keptId` is where the merge has put one that
 * it had ended. Call it after `writeHandles` of both.
 */
export async function stagePartedBlocks(
  change: Change,
  { kept, merged }: { kept: Contact; merged: Contact },
): Promise<void> {
  for (const [contact, other] of [[kept, merged], [merged, kept]] as const) {
    if (contact.block === undefined) continue;
    const record = await readBlockRecord(change, contact.block.id);
    if (record === null) {
      await stageBlockAgain(change, contact, { block: contact.block, keptId: kept.id });
    } else {
      const others = await handleDigests(change.kv, ownedHandles(other).map(({ key }) => key));
      for (const digest of others) change.delete(blockedHandleKey(digest, contact.block.id));
      const digests = record.digests.filter((digest) => !others.includes(digest));
      await stageBlockRecord(change, contact.block.id, {
        record: { ...record, contactId: contact.id, digests },
        keys: ownedHandles(contact).map(({ key }) => key),
      });
    }
  }
}

/** A block that the merge had ended holds again, with what it had kept out. */
async function stageBlockAgain(
  change: Change,
  contact: Contact,
  { block, keptId }: { block: Block; keptId: number },
): Promise<void> {
  await stageBlock(change, contact);
  const key = pastBlockKey(keptId, block.id);
  const { value } = await change.read<unknown>(key);
  if (value === null) return;
  const { attempts, lastAttemptAtMs } = pastBlockSchema.parse(value);
  change.delete(key);
  if (attempts > 0) change.set(blockAttemptsKey(block.id), new Deno.KvU64(BigInt(attempts)));
  if (lastAttemptAtMs !== null) change.set(lastAttemptKey(block.id), lastAttemptAtMs);
}
