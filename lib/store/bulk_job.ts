// The stored plan of a bulk load: whose it is, and which contacts are half written.
import { z } from "zod";
import { BusyError } from "@/lib/errors.ts";
import { jobKey } from "./keys/jobs.ts";
import { type Range, rangePrefix } from "./keys/range.ts";

export const bulkJobSchema = z.object({
  /** Who loads: an import run or the sample data. Only the same one goes on with it. */
  owner: z.string(),
  /**
   * Ids of the batch being written, `end` exclusive: below `next` the records are there, and may lack their rows by last
   * activity; from `next` on there may be handles and rows by name of contacts that do not exist yet.
   */
  batch: z.object({ first: z.int(), next: z.int(), end: z.int() }).nullable(),
  /** Last sign of life, for giving up a load that nobody goes on with. */
  atMs: z.number(),
});
export type BulkJob = z.infer<typeof bulkJobSchema>;

export const BULK_JOB_KEY = jobKey("bulk_load");

export function parseBulkJob(value: unknown): BulkJob | null {
  return value === null ? null : bulkJobSchema.parse(value);
}

export async function findBulkJob(kv: Deno.Kv): Promise<BulkJob | null> {
  return parseBulkJob((await kv.get<unknown>(BULK_JOB_KEY)).value);
}

/** Throws `BusyError` while contacts are being loaded in bulk, or such a load waits to be gone on with. */
export async function requireNoBulkLoad(kv: Deno.Kv): Promise<void> {
  if (await findBulkJob(kv) === null) return;
  throw new BusyError(
    "Cannot rebuild the index while contacts are being loaded: it is built when they are",
    503,
    30,
  );
}

/** Whether nobody is in the workspace, and nobody has any handle. */
export async function isEmpty(kv: Deno.Kv): Promise<boolean> {
  for (const range of ["c", "e", "p", "sl", "sn"] satisfies Range[]) {
    const first = await kv.list({ prefix: rangePrefix(range) }, { limit: 1 }).next();
    if (!first.done) return false;
  }
  return true;
}
