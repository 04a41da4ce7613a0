// Tidying up after blocks whose time is up: the timeline says so, and nothing of them stays but the history (8.5).
import { type Block, isBlocked } from "@/lib/domain/block.ts";
import type { Trashed } from "@/lib/domain/trash.ts";
import { NotFoundError } from "@/lib/errors.ts";
import {
  type BlockPlace,
  findPlacedBlockIn,
  listEndedBlocks,
  stageBlockEnd,
  stageBlockGone,
} from "@/lib/store/blocks.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { type ReadContact, requireContactIn } from "@/lib/store/contacts.ts";
import { stageEvent } from "@/lib/store/events.ts";
import { findTrashedIn } from "@/lib/store/trash.ts";
import type { Deps } from "./deps.ts";
import { endEvent, expired, stageEnded } from "./stage_block.ts";

/**
 * One commit a block, each exactly once whoever runs beside; what failed comes up again with the next run, and is thrown
 * when all others are done. Nobody waits for this: messages arrive from the end of a block on. Returns how many ended.
 */
export async function endBlocks(deps: Deps): Promise<number> {
  let count = 0;
  let failure: { error: unknown } | null = null;
  for await (const place of listEndedBlocks(deps.kv, deps.now())) {
    try {
      if (await endBlock(deps, place)) count++;
    } catch (error) {
      failure ??= { error };
    }
  }
  if (count > 0) deps.live.poke();
  if (failure) throw failure.error;
  return count;
}

/** False when somebody else was faster, or it has other terms by now. */
async function endBlock(deps: Deps, place: BlockPlace): Promise<boolean> {
  return await saveChange(deps.kv, async (change) => {
    const record = await findPlacedBlockIn(change, place);
    const nowMs = deps.now();
    if (record === null || isBlocked(record, nowMs)) return false;
    const owner = await findOwnerIn(change, record.contactId);
    const block = owner.contact?.block;
    const clock = { nowMs, newId: () => deps.newId() };
    if (block === undefined || block.id !== place.blockId) {
      // Nobody's any more: its contact is gone for good, or a merge has given it another block.
      await stageBlockGone(change, { id: place.blockId, untilMs: record.untilMs });
    } else if (owner.read !== null) {
      const bySystem = { actor: { kind: "system" as const }, undoes: undefined };
      await stageEnded(change, { ...clock, ...bySystem, read: owner.read }, block);
    } else {
      await stageEndInTrash(change, clock, { contactId: record.contactId, block });
    }
    return true;
  });
}

/** A contact in the trash keeps its timeline, and finds the history there when it comes back. */
async function stageEndInTrash(
  change: Change,
  clock: { nowMs: number; newId(): string },
  { contactId, block }: { contactId: number; block: Block },
): Promise<void> {
  const past = await stageBlockEnd(change, contactId, { block, ending: expired(block) });
  stageEvent(change, endEvent(clock, past));
}

/** Whose a block is: a contact, or one in the trash that has not begun to go for good. */
interface Owner {
  read: ReadContact | null;
  contact: Trashed["contact"] | null;
}

async function findOwnerIn(change: Change, contactId: number): Promise<Owner> {
  try {
    const read = await requireContactIn(change, contactId);
    return { read, contact: read.before };
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const trashed = await findTrashedIn(change, contactId);
    return { read: null, contact: trashed === null || trashed.isGoing ? null : trashed.contact };
  }
}
