// The job that loads sample data: how many people, how many are there already, who is at it.
import { z } from "zod";
import type { Change } from "./change.ts";
import { jobKey } from "./keys/jobs.ts";

export const sampleJobSchema = z.object({
  state: z.enum(["running", "done"]),
  seed: z.number(),
  total: z.number(),
  done: z.number(),
  /** Dates of the sample people are counted back from here. */
  nowMs: z.number(),
  /** Whether those who have something to say have said it. */
  talked: z.boolean().default(true),
  /** The user in whose name things have happened to a few of them; null: nothing has. */
  storyteller: z.string().nullable().default(null),
  worker: z.object({ id: z.string(), atMs: z.number() }).nullable(),
});
export type SampleJob = z.infer<typeof sampleJobSchema>;

const KEY = jobKey("sample_data");

export async function findSampleJob(kv: Deno.Kv): Promise<SampleJob | null> {
  const { value } = await kv.get(KEY);
  return value === null ? null : sampleJobSchema.parse(value);
}

/** Reads the job and makes the commit fail if it has changed by then. */
export async function findSampleJobIn(change: Change): Promise<SampleJob | null> {
  const { value } = await change.get(KEY);
  return value === null ? null : sampleJobSchema.parse(value);
}

export function stageSampleJob(change: Change, job: SampleJob): void {
  change.set(KEY, job);
}
