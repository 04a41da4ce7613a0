// Loading sample data: orders the job, and saves its people batch by batch.
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConflictError } from "@/lib/errors.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import {
  type BatchResult,
  createContactsBatch,
  type NewContact,
} from "@/lib/store/contact_batch.ts";
import { findSampleJobIn, type SampleJob, stageSampleJob } from "@/lib/store/sample_job.ts";
import type { Acting } from "./deps.ts";

/** A worker that has said nothing for so long is taken for dead, and another takes over. */
export const SAMPLE_LEASE_MS = 15_000;
/** What the set-up page loads. */
export const SAMPLE_CONTACTS = 300;
export const SAMPLE_SEED = 1;

export interface SampleOrder {
  contacts: number;
  seed: number;
  /** Whether a few more come along to whom something has happened, in the name of who orders. */
  stories?: boolean;
}

/** Orders the job and returns it; while one is running, that one. Throws `ForbiddenError`. */
export async function loadSampleData(
  { deps, principal }: Acting,
  { contacts, seed, stories }: SampleOrder = { contacts: SAMPLE_CONTACTS, seed: SAMPLE_SEED },
): Promise<SampleJob> {
  requireAllowed(principal, "workspace.setup");
  return await saveChange(deps.kv, async (change) => {
    const running = await findSampleJobIn(change);
    if (running?.state === "running" || running?.talked === false) return running;
    const nowMs = deps.now();
    const job: SampleJob = {
      state: "running",
      seed,
      total: contacts,
      done: 0,
      nowMs,
      talked: false,
      storyteller: stories ? principal.id : null,
      worker: null,
    };
    stageSampleJob(change, job);
    return job;
  });
}

/** Takes the job on, or returns null when there is nothing to do or someone is at it. */
export async function claimSampleData(
  { deps, principal }: Acting,
  workerId: string,
): Promise<SampleJob | null> {
  requireAllowed(principal, "workspace.setup");
  return await saveChange(deps.kv, async (change) => {
    const job = await findSampleJobIn(change);
    const isFree = !job?.worker || deps.now() - job.worker.atMs >= SAMPLE_LEASE_MS;
    const isOver = job?.state !== "running" && job?.talked !== false;
    if (job === null || isOver || !isFree) return null;
    const claimed = { ...job, worker: { id: workerId, atMs: deps.now() } };
    stageSampleJob(change, claimed);
    return claimed;
  });
}

/**
 * Saves the next people and the job's progress in one commit, so that each is made once. `after` is null when a handle
 * was taken. Throws `ConflictError` when another worker has taken over.
 */
export async function saveSampleBatch(
  { deps, principal }: Acting,
  before: SampleJob,
  people: NewContact[],
): Promise<{ result: BatchResult; after: SampleJob }> {
  requireAllowed(principal, "workspace.setup");
  const after = advanced(before, people.length, deps.now());
  const result = await createContactsBatch(deps.kv, people, {
    alongside: async (change) => {
      await requireSame(change, before);
      stageSampleJob(change, after);
    },
  });
  return { result, after };
}

/**
 * Adds to a commit of a bulk load that `count` more people are made with it. Throws `ConflictError` when another worker
 * has taken over.
 */
export async function stageSamplePeople(
  { deps, principal }: Acting,
  change: Change,
  { before, count }: { before: SampleJob; count: number },
): Promise<SampleJob> {
  requireAllowed(principal, "workspace.setup");
  await requireSame(change, before);
  const after = advanced(before, count, deps.now());
  stageSampleJob(change, after);
  return after;
}

/** The end of the job. Throws `ConflictError` when another worker has taken over. */
export async function finishSampleData(
  { deps, principal }: Acting,
  before: SampleJob,
): Promise<void> {
  requireAllowed(principal, "workspace.setup");
  await saveChange(deps.kv, async (change) => {
    await requireSame(change, before);
    stageSampleJob(change, { ...before, talked: true, worker: null });
  });
}

/** A sign of life of the worker. Throws `ConflictError` when another one has taken over. */
export async function sampleDataAlive(acting: Acting, job: SampleJob): Promise<void> {
  await saveChange(
    acting.deps.kv,
    async (change) => void await stageSamplePeople(acting, change, { before: job, count: 0 }),
  );
}

function advanced(before: SampleJob, count: number, atMs: number): SampleJob {
  const done = before.done + count;
  const isDone = done >= before.total;
  const worker = before.worker && { ...before.worker, atMs };
  return { ...before, done, state: isDone ? "done" : "running", worker };
}

async function requireSame(change: Change, before: SampleJob): Promise<void> {
  const job = await findSampleJobIn(change);
  const isSame = job?.worker?.id === before.worker?.id && job?.done === before.done;
  if (!isSame) throw new ConflictError("Sample data is loaded by another worker");
}
