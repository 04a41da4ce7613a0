// Whether a contact belongs to a merge, or a parting, that is not finished.
import { ConflictError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { mergeLockKey } from "./keys.ts";

/** Throws `ConflictError` while the contact is being merged or parted. 1 check. */
export async function requireNoMergeIn(change: Change, contactId: number): Promise<void> {
  const { value } = await change.get<string>(mergeLockKey(contactId));
  if (value === null) return;
  throw new ConflictError(
    `Contact ${contactId} is being merged (${value}): try again when that is finished`,
  );
}
