// Whether a contact belongs to a merge, or a parting, that is not finished.
import { ConflictError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { findMergeLockIn } from "./merges.ts";

/** Throws `ConflictError` while the contact is being merged or parted. 1 check. */
export async function requireNoMergeIn(change: Change, contactId: number): Promise<void> {
  const mergeId = await findMergeLockIn(change, contactId);
  if (mergeId === null) return;
  throw new ConflictError(
    `Contact ${contactId} is being merged (${mergeId}): try again when that is finished`,
  );
}
