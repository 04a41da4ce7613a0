// Opening a bulk load for whoever loads many contacts, and what follows its end.
import type { Deps } from "@/lib/actions/deps.ts";
import { isAtWork } from "@/lib/domain/import_run.ts";
import { BusyError } from "@/lib/errors.ts";
import { LEASE_MS } from "@/lib/store/index/lease.ts";
import { findBulkJob } from "@/lib/store/bulk_job.ts";
import { BulkLoad, type BulkOptions } from "@/lib/store/bulk_load.ts";
import { openBulkLoad } from "@/lib/store/open_bulk_load.ts";
import { closeDeadLoad } from "@/lib/store/dead_load.ts";
import { findImportRun } from "@/lib/store/import_runs.ts";
import { findSampleJob } from "@/lib/store/sample_job.ts";

export interface BulkSizes {
  /** Contacts of a batch. */
  batch: number;
  /** Rows of a batch of an import, which are twice the size. */
  rows: number;
  /** Of which so many come into being in one commit, if they fit. */
  step: number;
  /** For fewer contacts the way everyone writes is quick enough, and searches need not wait. */
  fromContacts: number;
  /** The same for a file, whose rows nobody has counted. */
  fromBytes: number;
}

/**
 * A batch is sorted as a whole and in memory, some 7 KB a contact, while the next one is being made. Tests make all of
 * these small.
 */
export const BULK_SIZES: BulkSizes = {
  batch: 10_000,
  rows: 5_000,
  step: 150,
  fromContacts: 5_000,
  fromBytes: 512 * 1024,
};

const OPEN_PAUSE_MS = 250;
/** A little longer than a lease lasts. */
const OPEN_TRIES_MAX = 1.2 * LEASE_MS / OPEN_PAUSE_MS;

/**
 * A load of this owner, new or gone on with; null when the workspace has contacts, and the usual way is right. Throws
 * `BusyError` while another load is under way.
 */
export async function openLoad(
  { kv, now }: Deps,
  owner: string,
  alive: BulkOptions["alive"],
): Promise<BulkLoad | null> {
  for (let tries = 0; tries < OPEN_TRIES_MAX; tries++) {
    const load = await openBulkLoad(kv, owner, { now, leaseMs: LEASE_MS, alive });
    if (load === "not_empty") return null;
    if (load instanceof BulkLoad) return load;
    const job = await findBulkJob(kv);
    if (job !== null && job.owner !== owner) break;
    // The lease of a worker that was killed: it runs out soon.
    await new Promise((resolve) => setTimeout(resolve, OPEN_PAUSE_MS));
  }
  throw busy();
}

/**
 * For whoever loads in the usual way: contacts of another load may have handles before they have a record, which an
 * import could not join. Throws `BusyError` until that load is over.
 */
export async function requireNoOtherLoad(kv: Deno.Kv, owner: string): Promise<void> {
  const job = await findBulkJob(kv);
  if (job !== null && job.owner !== owner) throw busy();
}

function busy(): BusyError {
  return new BusyError("Cannot load contacts: others are being loaded", 503, 30);
}

export const SAMPLE_OWNER = "sample_data";
/** Followed by the run's id. */
export const IMPORT_OWNER = "import ";

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

/** A load begun by hand may be gone on with by hand; meanwhile searches wait. */
const GIVEN_UP_AFTER_MS = 5 * 60_000;

/** Ends a load whose worker is gone: at once when its work is done, stopped or failed, else after five minutes. */
export async function endDeadLoad({ kv, index, now }: Deps): Promise<void> {
  const job = await findBulkJob(kv);
  if (job === null) return;
  const afterMs = await isOwnerAtWork(kv, job.owner) ? GIVEN_UP_AFTER_MS : 0;
  if (await closeDeadLoad(kv, { now, leaseMs: LEASE_MS, afterMs })) await index.rebuildIfNeeded();
}

async function isOwnerAtWork(kv: Deno.Kv, owner: string): Promise<boolean> {
  if (owner === SAMPLE_OWNER) return (await findSampleJob(kv))?.state === "running";
  const run = await findImportRun(kv, owner.slice(IMPORT_OWNER.length));
  return run !== null && isAtWork(run);
}
