// Forms about a channel carry the revision that they have read.
import type { Channel } from "@/lib/domain/channel.ts";
import { ConflictError } from "@/lib/errors.ts";

/** Throws `ConflictError` when the channel has changed since. */
export function refuseOldRevision({ id, revision }: Channel, read: number): void {
  if (revision === read) return;
  throw new ConflictError(
    `Cannot save channel ${id}: revision ${read} was read, ${revision} is current`,
  );
}
