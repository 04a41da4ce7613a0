// The one gate for what comes in: whether an inbound event may enter is decided here, inside the commit that stores it.
import { isBlocked } from "@/lib/domain/block.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import type { HandleRef } from "@/lib/domain/handle_ref.ts";
import { findHandleBlocks } from "@/lib/store/blocked_handles.ts";
import type { Change } from "@/lib/store/change.ts";
import { ownerKey } from "@/lib/store/handles.ts";

declare const admitted: unique symbol;

/** Proof that `admit` was asked: whatever stores something inbound wants one, and nothing else can make one. */
export type Admission = { readonly [admitted]: true };

export type Verdict =
  | { admitted: true; admission: Admission }
  /** The sender is told that all is well, nothing of the event is stored (8.3). */
  | { admitted: false; reason: "blocked"; blockId: string };

export interface Sender {
  /** All by which the event names who it is from. */
  handles: readonly HandleRef[];
  /** Whose the first of them is, as this change has read it; null when nobody's. */
  contact: Contact | null;
}

const ADMISSION = {} as Admission;

/**
 * Whether an event from this sender may enter now: not while its contact is blocked, and not while any address that it
 * names, or that its contact has named before, is under a block of anybody's (8.3, 8.7). What keeps it out is read
 * through the change, so that a verdict that has become wrong fails the commit; up to 2 checks beside the contact's.
 */
export async function admit(
  change: Change,
  { handles, contact }: Sender,
  nowMs: number,
): Promise<Verdict> {
  const own = contact?.block;
  if (own && isBlocked(own, nowMs)) return refusedBy(own.id);
  const addresses = [...handles, ...contact?.unclaimed ?? []];
  const blocks = await findHandleBlocks(change, addresses.map(ownerKey));
  const holding = blocks.find((block) => isBlocked(block, nowMs));
  if (!holding) return { admitted: true, admission: ADMISSION };
  holding.check();
  return refusedBy(holding.id);
}

function refusedBy(blockId: string): Verdict {
  return { admitted: false, reason: "blocked", blockId };
}
