// The commits of whoever works on an import: taking it on, a batch with its cursor, progress of a check, the end.
import { attributeKeyOf } from "@/lib/domain/attribute_key.ts";
import {
  type ImportFailure,
  type ImportRun,
  isAtWork,
  type Tally,
} from "@/lib/domain/import_run.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConflictError } from "@/lib/errors.ts";
import { stageFirstValues } from "@/lib/store/attributes.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import {
  type BatchResult,
  type ContactBatch,
  saveContactBatch,
} from "@/lib/store/contact_batch.ts";
import { requireImportRunIn, stageImportRun } from "@/lib/store/import_runs.ts";
import { requireSwitchedIn } from "@/lib/store/workspace.ts";
import type { Acting } from "./deps.ts";

/** A worker that has said nothing for so long is taken for dead, and another takes over. */
export const IMPORT_LEASE_MS = 15_000;

/** Which run, and which worker says so. */
export interface ImportWork {
  runId: string;
  workerId: string;
}

/** Takes the run on, or returns null when there is nothing to do or someone is at it. Throws `ForbiddenError`. */
export async function claimImport(
  { deps, principal }: Acting,
  { runId, workerId }: ImportWork,
): Promise<ImportRun | null> {
  return await saveChange(deps.kv, async (change) => {
    await requireSwitchedIn(change, principal, "import.run");
    const run = await requireImportRunIn(change, runId);
    if (!isAtWork(run) || isWorkedOn(run, deps.now())) return null;
    const claimed = { ...run, worker: { id: workerId, atMs: deps.now() } };
    // The types of attributes that the run gives values to are fixed before its first row (7.1).
    if (run.state === "running") await stageFirstValues(change, attributeKeys(run));
    stageImportRun(change, claimed);
    return claimed;
  });
}

function attributeKeys({ columns }: ImportRun): Set<string> {
  return new Set(columns.flatMap((column) => attributeKeyOf(column) ?? []));
}

/** Whether a worker has given a sign of life lately. */
export function isWorkedOn({ worker }: ImportRun, nowMs: number): boolean {
  return worker !== null && nowMs - worker.atMs < IMPORT_LEASE_MS;
}

/** What a batch of rows makes of a run. */
export interface ImportAdvance {
  /** The run as the worker knows it; if it has moved on, nothing is saved. */
  before: ImportRun;
  after: Pick<ImportRun, "cursor" | "tally" | "readBytes">;
  /** Joins the commit, with up to three checks of its own. */
  alongside?: (change: Change) => Promise<void>;
  /** Told the versionstamp of the commit. */
  onSaved?: (versionstamp: string) => void;
}

/**
 * Saves the contacts of some rows and the run's cursor behind them in one commit: so each row lands exactly once,
 * whenever the worker dies. Throws `ConflictError` when the run was stopped or another worker has taken over.
 */
export async function saveImportBatch(
  { deps, principal }: Acting,
  batch: ContactBatch,
  { before, after, alongside, onSaved }: ImportAdvance,
): Promise<BatchResult> {
  return await saveContactBatch(deps.kv, batch, {
    onSaved,
    alongside: async (change) => {
      await requireSwitchedIn(change, principal, "import.run");
      const run = await requireSame(change, before);
      await alongside?.(change);
      stageImportRun(change, { ...run, ...after, worker: signOfLife(run, deps.now()) });
    },
  });
}

/** Progress of a check. Throws `ConflictError` when it was stopped or another worker has taken over. */
export async function saveCheckProgress(
  { deps, principal }: Acting,
  before: ImportRun,
  readBytes: number,
): Promise<void> {
  await saveChange(deps.kv, async (change) => {
    await requireSwitchedIn(change, principal, "import.run");
    const run = await requireSame(change, before);
    stageImportRun(change, { ...run, readBytes, worker: signOfLife(run, deps.now()) });
  });
}

/** How a step ended. */
export type ImportEnd = { check: Tally } | { failure: ImportFailure } | "done";

/** The end of a check, with its result, or of a run, also because it is not allowed any more. Throws `ConflictError` as above. */
export async function finishImport(
  { deps, principal }: Acting,
  before: ImportRun,
  end: ImportEnd,
): Promise<ImportRun> {
  requireAllowed(principal, "contact.create");
  return await saveChange(deps.kv, async (change) => {
    const run = await requireSame(change, before);
    const after: ImportRun = { ...run, worker: null, ...endOf(end, deps.now()) };
    stageImportRun(change, after);
    return after;
  });
}

function endOf(end: ImportEnd, finishedAtMs: number): Partial<ImportRun> {
  if (end === "done") return { state: "done", finishedAtMs };
  if ("check" in end) return { state: "checked", check: end.check };
  return { state: "failed", failure: end.failure, finishedAtMs };
}

async function requireSame(change: Change, before: ImportRun): Promise<ImportRun> {
  const run = await requireImportRunIn(change, before.id);
  const isSame = run.state === before.state && run.cursor === before.cursor &&
    run.worker?.id === before.worker?.id;
  if (isSame) return run;
  throw new ConflictError(`Import ${before.id} goes on without this worker: it is ${run.state}`);
}

function signOfLife({ worker }: ImportRun, atMs: number): ImportRun["worker"] {
  return worker === null ? null : { ...worker, atMs };
}
