// The one gate for what comes in: whether an inbound event may enter is decided here, inside the commit that stores it.
import type { Contact } from "@/lib/domain/contact.ts";
import type { HandleRef } from "@/lib/domain/handle_ref.ts";
import type { Change } from "@/lib/store/change.ts";

declare const admitted: unique symbol;

/** Proof that `admit` was asked: whatever stores something inbound wants one, and nothing else can make one. */
export type Admission = { readonly [admitted]: true };

export type Verdict =
  | { admitted: true; admission: Admission }
  /** The sender is told that all is well, nothing of the event is stored (8.3). */
  | { admitted: false; reason: "blocked" };

export interface Sender {
  /** All by which the event names who it is from. */
  handles: readonly HandleRef[];
  /** Whose the first of them is, as this change has read it; null when nobody's. */
  contact: Contact | null;
}

const ADMISSION = {} as Admission;

/**
 * Whether an event from this sender may enter now. What it reads for that, it reads through the change, so that a
 * verdict that has become wrong fails the commit. Nothing keeps anyone out until blocks come (8.3).
 */
// deno-lint-ignore require-await -- blocks will be read here, and every caller has to wait for them
export async function admit(
  _change: Change,
  _sender: Sender,
  _nowMs: number,
): Promise<Verdict> {
  return { admitted: true, admission: ADMISSION };
}
