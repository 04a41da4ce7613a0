// What a contact's pages tell of its blocks: the one that holds, what it has kept out, and those that are over.
import { type Block, isBlocked, type PastBlock } from "@/lib/domain/block.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import type { Attempts } from "@/lib/store/blocks.ts";

/** The newest blocks that are over which a card shows; the rest have a page of their own. */
export const PAST_BLOCKS_SHOWN = 10;

export interface CardBlocks {
  current: { block: Block; tally: Attempts } | null;
  /** Newest first. */
  past: PastBlock[];
}

export interface ReadBlocks {
  /** Of the block in the contact's record; null where there is none. */
  tally: Attempts | null;
  past: readonly PastBlock[];
  nowMs: number;
}

/** A block whose time is up is one of the past, whether or not that has been written down already (8.5). */
export function cardBlocks(
  { id, block }: Pick<Contact, "id" | "block">,
  { tally, past, nowMs }: ReadBlocks,
): CardBlocks {
  if (!block || !tally) return { current: null, past: [...past] };
  if (isBlocked(block, nowMs)) return { current: { block, tally }, past: [...past] };
  return { current: null, past: [expired(id, block, tally), ...past] };
}

/** Of everyone who set or lifted one. */
export function blockUserIds(
  { block }: Pick<Contact, "block">,
  past: readonly PastBlock[],
): string[] {
  const ids = past.flatMap(({ byUserId, endedByUserId }) => [byUserId, endedByUserId ?? []].flat());
  return block ? [block.byUserId, ...ids] : ids;
}

function expired(contactId: number, block: Block, tally: Attempts): PastBlock {
  const endedAtMs = block.untilMs ?? block.atMs;
  return { ...block, contactId, ended: "expired", endedAtMs, endedByUserId: null, ...tally };
}
