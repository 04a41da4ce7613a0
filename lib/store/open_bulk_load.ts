// Beginning a bulk load, or going on with one that was cut off.
import { BULK_JOB_KEY, type BulkJob, findBulkJob, isEmpty } from "./bulk_job.ts";
import { BulkLoad, type BulkOptions } from "./bulk_load.ts";
import { releaseLease, takeLease } from "./index/lease.ts";
import { LeasedWriter } from "./index/leased_writer.ts";
import { readVersions } from "./index/versions.ts";
import { handleHeadKey } from "./keys/contacts.ts";
import { jobKey } from "./keys/jobs.ts";
import { indexVersionKey } from "./keys/search_index.ts";

const LEASE_KEY = jobKey("bulk_lease");

/** `busy`: another load is under way or waits to be gone on with. `not_empty`: load as usual. */
export type BulkOpening = BulkLoad | "busy" | "not_empty";

/**
 * Begins a load, or goes on with one of the same owner that was cut off. Only a workspace without any contact can be
 * loaded so, for then handles of the load are nobody else's. From here until the rebuild after `close`, searches wait.
 */
export async function openBulkLoad(
  kv: Deno.Kv,
  owner: string,
  options: BulkOptions,
): Promise<BulkOpening> {
  const lease = await takeLease(kv, options, LEASE_KEY);
  if (lease === null) return "busy";
  const writer = new LeasedWriter(kv, lease, options);
  const job = await findBulkJob(kv);
  if (job !== null && job.owner === owner) return await goneOnWith(writer, job, options);
  const load = job === null ? await begun(writer, owner, options) : "busy";
  if (load === "busy" || load === "not_empty") await releaseLease(kv, writer.lease);
  return load;
}

async function goneOnWith(
  writer: LeasedWriter,
  job: BulkJob,
  options: BulkOptions,
): Promise<BulkLoad> {
  const load = new BulkLoad(writer, { job, head: null }, options);
  await load.drop();
  return load;
}

async function begun(
  writer: LeasedWriter,
  owner: string,
  options: BulkOptions,
): Promise<BulkOpening> {
  const { kv } = writer;
  // The head before the look at what is there: it vouches for it.
  const head = await kv.get(handleHeadKey());
  if (!await isEmpty(kv)) return "not_empty";
  const job: BulkJob = { owner, batch: null, atMs: options.now() };
  const { versions, check } = await readVersions(kv);
  const isSaved = await writer.commit((atomic) => {
    atomic.check(check).set(indexVersionKey(), { ...versions, incomplete: true });
    atomic.set(BULK_JOB_KEY, job);
  });
  return isSaved ? new BulkLoad(writer, { job, head }, options) : "busy";
}
