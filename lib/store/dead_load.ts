// Ending a bulk load that nobody goes on with.
import { findBulkJob } from "./bulk_job.ts";
import { BulkLoad } from "./bulk_load.ts";
import { openBulkLoad } from "./open_bulk_load.ts";
import type { LeaseOptions } from "./index/lease.ts";

/**
 * Closes a load whose worker is gone and has said nothing for so long, so that searches come back: what exists stays,
 * whole. True if it did.
 */
export async function closeDeadLoad(
  kv: Deno.Kv,
  { afterMs, ...options }: LeaseOptions & { afterMs: number },
): Promise<boolean> {
  const job = await findBulkJob(kv);
  if (job === null || options.now() - job.atMs < afterMs) return false;
  const load = await openBulkLoad(kv, job.owner, options);
  if (!(load instanceof BulkLoad)) return false;
  await load.close();
  return true;
}
