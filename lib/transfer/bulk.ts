// Opening a bulk load for whoever loads many contacts, and what follows its end.
import type { Deps } from "@/lib/actions/deps.ts";
import { BusyError } from "@/lib/errors.ts";
import { LEASE_MS } from "@/lib/store/index/lease.ts";
import { BulkLoad, type BulkOptions, openBulkLoad } from "@/lib/store/bulk_load.ts";

/** Contacts of a batch: sorted together, and all in memory, some 3 KB each, while the next ones are being made. */
export const BULK_BATCH = 20_000;
/** For fewer contacts the way everyone writes is quick enough, and searches need not wait. */
export const BULK_CONTACTS_MIN = 5_000;
/** The same for a file, whose rows nobody has counted. */
export const BULK_FILE_BYTES_MIN = 512 * 1024;

/**
 * A load of this owner, new or gone on with; null when the workspace has contacts, and the usual way is right. Throws
 * `BusyError` while another load is under way.
 */
export async function openLoad(
  { kv, now }: Deps,
  owner: string,
  alive: BulkOptions["alive"],
): Promise<BulkLoad | null> {
  const load = await openBulkLoad(kv, owner, { now, leaseMs: LEASE_MS, alive });
  if (load instanceof BulkLoad) return load;
  if (load === "not_empty") return null;
  throw new BusyError("Cannot load contacts: others are being loaded", 503, 30);
}

/** Lets go of a load after an error: whoever goes on with the work goes on with the load. */
export async function leaveLoad(load: BulkLoad | null): Promise<void> {
  await load?.release();
}

/** The end of a load: from here on a rebuild is due, which is done at once, or by cron if this process ends. */
export async function endLoad(
  { index }: Deps,
  load: BulkLoad | null,
  onProgress?: (contacts: number) => void,
): Promise<void> {
  if (load === null) return;
  await load.close();
  await index.rebuildIfNeeded({ onProgress });
}
