// Working on an import: its dry run, and the run itself, batch by batch, from wherever an earlier worker stopped.
import type { Acting, Deps } from "@/lib/actions/deps.ts";
import {
  claimImport,
  finishImport,
  saveCheckProgress,
  saveImportBatch,
} from "@/lib/actions/work_on_import.ts";
import {
  EMPTY_TALLY,
  type ImportFailure,
  type ImportRun,
  isAtWork,
} from "@/lib/domain/import_run.ts";
import { isSwitchedOn } from "@/lib/domain/policy.ts";
import {
  BusyError,
  ConflictError,
  ForbiddenError,
  InputError,
  NotFoundError,
} from "@/lib/errors.ts";
import type { BulkLoad } from "@/lib/store/bulk_load.ts";
import { fittingCount } from "@/lib/store/contact_batch.ts";
import { handleNames } from "@/lib/store/handle_owners.ts";
import {
  deleteImportFile,
  deleteRejectedRows,
  findImportRun,
  saveRejectedRows,
} from "@/lib/store/import_runs.ts";
import { findUser } from "@/lib/store/users.ts";
import { readRights } from "@/lib/store/workspace.ts";
import { endLoad, leaveLoad } from "./bulk.ts";
import { type FilePart, loadForImport, savePlanInBulk } from "./import_bulk.ts";
import { ahead, inBatches, type Job, openJob, type WorkOptions } from "./import_job.ts";
import { type BatchPlan, planBatch, type PlanContext } from "./plan.ts";
import type { RowReading } from "./rows.ts";
import { ASK_STORE } from "./seen.ts";
import { addOutcomes } from "./tally.ts";

/** Rows that a dry run plans at once; nothing limits them but the wish for progress. */
const CHECK_ROWS = 500;
/** Rows of one commit; fewer when they would not fit. */
const RUN_ROWS = 80;
/** How often a batch is planned anew because others took a handle or changed a contact meanwhile. */
const PLANS_MAX = 10;

/**
 * Does what the run is waiting for, if anything and nobody is at it: returns the run as it is then. May be called at
 * any time, by requests, cron or the start of a process; each row lands exactly once. A run whose file has expired or
 * whose user may no longer import becomes `failed`.
 */
export async function workOnImport(
  deps: Deps,
  runId: string,
  options: WorkOptions = {},
): Promise<ImportRun | null> {
  const run = await findImportRun(deps.kv, runId);
  // A file on the disk of whoever began it is not here: only the command line goes on with that.
  if (run === null || (run.chunks === 0 && !options.source)) return run;
  const acting = options.acting ?? await actingFor(deps, run);
  if (acting === null) return await giveUp(deps, run);
  const claimed = await claimImport(acting, { runId, workerId: deps.newId() });
  if (claimed === null) return run;
  try {
    return await work(acting, claimed, options);
  } catch (error) {
    // Stopped, taken over, or the store is busy: whoever comes next goes on from the saved cursor.
    if (error instanceof ConflictError || error instanceof BusyError) {
      return await findImportRun(deps.kv, runId);
    }
    const failure = failureOf(error);
    if (failure === null) throw error; // a later worker tries again
    return await markFailed(acting, claimed.id, failure);
  }
}

async function work(acting: Acting, run: ImportRun, options: WorkOptions): Promise<ImportRun> {
  const { layout } = run;
  if (layout === null) throw new NotFoundError(`Import ${run.id} has no mapping`);
  const job = await openJob(acting, { run, layout, options });
  return run.state === "checking" ? await check(job) : await carryOut(job);
}

async function check(job: Job): Promise<ImportRun> {
  let tally = EMPTY_TALLY;
  for await (const readings of inBatches(job.records, CHECK_ROWS)) {
    const plan = await planned(readings, job.context);
    job.context.seen.add(plan.claims);
    tally = addOutcomes(tally, plan.outcomes, job.context.tags.made);
    await saveRejected(job, plan, "check");
    await saveCheckProgress(job.acting, job.run, job.readBytes());
    job.onProgress({ ...job.run, check: tally, readBytes: job.readBytes() });
  }
  return await finishImport(job.acting, job.run, { check: tally });
}

async function carryOut(job: Job): Promise<ImportRun> {
  const load = await loadForImport(job, () => alive(job));
  try {
    await saveAll(job, load);
    const done = await finishImport(job.acting, job.run, "done");
    await deleteImportFile(job.acting.deps.kv, done.id);
    await endLoad(job.acting.deps, load, job.onIndexed);
    return done;
  } catch (error) {
    await letGo(job, load, error);
    throw error;
  }
}

/** A run that was stopped or has failed ends its load, so that searches come back; another one is gone on with. */
async function letGo(
  { acting, run }: Job,
  load: BulkLoad | null,
  error: unknown,
): Promise<void> {
  if (load === null) return;
  const state = (await findImportRun(acting.deps.kv, run.id))?.state;
  if (state === "running" && failureOf(error) === null) await leaveLoad(load);
  else await endLoad(acting.deps, load).catch(unlessTakenOver);
}

function unlessTakenOver(error: unknown): void {
  if (!(error instanceof ConflictError)) throw error;
}

async function saveAll(job: Job, load: BulkLoad | null): Promise<void> {
  if (load === null) {
    for await (const readings of inBatches(job.records, RUN_ROWS)) {
      await saveRows(job, withoutDone(job, readings));
    }
    return;
  }
  for await (const { readings, part } of ahead(fileParts(job))) {
    const left = withoutDone(job, readings);
    if (left.length > 0) await saveInBulk(job, load, { readings: left, part });
  }
}

interface Part {
  readings: RowReading[];
  part: FilePart;
}

async function* fileParts(job: Job): AsyncGenerator<Part, void> {
  let fromBytes = 0;
  for await (const readings of inBatches(job.records, job.sizes.rows)) {
    const toBytes = job.readBytes();
    yield { readings, part: { fromBytes, toBytes } };
    fromBytes = toBytes;
  }
}

/** Rows that are not saved yet; those that are count as seen. */
function withoutDone(job: Job, readings: RowReading[]): RowReading[] {
  for (const { row, person } of readings) {
    if (row <= job.run.cursor && person !== null) markSeen(job, handleNames(person.fields));
  }
  return readings.filter(({ row }) => row > job.run.cursor);
}

async function saveInBulk(
  job: Job,
  load: BulkLoad,
  { readings, part }: Part,
): Promise<void> {
  const plan = await planned(readings, job.context);
  await saveRejected(job, plan, "run");
  if (await savePlanInBulk(job, load, { plan, part })) return markSeen(job, plan.claims.keys());
  await forgetRejected(job, plan);
  // Somebody else has come between, which is seldom: the rest is saved as everyone saves.
  const left = withoutDone(job, readings);
  for (let at = 0; at < left.length; at += RUN_ROWS) {
    await saveRows(job, left.slice(at, at + RUN_ROWS));
  }
}

/** A sign of life between commits that give none. */
async function alive({ acting, run }: Job): Promise<void> {
  await saveCheckProgress(acting, run, run.readBytes);
}

/** Saves rows in one commit, or in halves when they do not fit one. */
async function saveRows(job: Job, readings: RowReading[]): Promise<void> {
  if (readings.length === 0) return;
  await job.acting.deps.index.waitForRoom(() => alive(job));
  for (let tries = 0; tries < PLANS_MAX; tries++) {
    const plan = await planned(readings, job.context);
    const { creates = [], edits = [] } = plan.batch;
    const items = [...creates, ...edits];
    if (readings.length > 1 && fittingCount(items) < items.length) {
      const half = Math.ceil(readings.length / 2);
      await saveRows(job, readings.slice(0, half));
      return await saveRows(job, readings.slice(half));
    }
    await saveRejected(job, plan, "run");
    if (await savePlan(job, plan)) return;
    await forgetRejected(job, plan);
  }
  throw new ConflictError(
    `Import ${job.run.id}: others changed the same contacts ${PLANS_MAX} times`,
  );
}

async function savePlan(job: Job, { batch, outcomes, claims }: BatchPlan): Promise<boolean> {
  const { run, context } = job;
  const after = {
    cursor: outcomes.at(-1)?.row ?? run.cursor,
    tally: addOutcomes(run.tally, outcomes, context.tags.made),
    readBytes: job.readBytes(),
  };
  const result = await saveImportBatch(job.acting, batch, { before: run, after });
  if (!result.saved) return false;
  job.run = { ...run, ...after };
  markSeen(job, claims.keys());
  job.onProgress(job.run);
  return true;
}

async function planned(readings: RowReading[], context: PlanContext): Promise<BatchPlan> {
  await context.tags.prepare(readings.flatMap(({ person }) => person?.tagNames ?? []));
  await context.tags.prepare(context.rules.addTags);
  return await planBatch(readings, context);
}

function markSeen({ context }: Job, names: Iterable<ReturnType<typeof handleNames>[number]>): void {
  context.seen.add([...names].map((name) => [name, ASK_STORE]));
}

/** Before the commit that moves the cursor: a worker that dies in between repeats it and loses nothing. */
async function saveRejected(job: Job, plan: BatchPlan, phase: "check" | "run"): Promise<void> {
  const rows = plan.outcomes.flatMap(({ row, cells, end, problem }) =>
    end === "rejected" && problem !== null ? [{ row, cells, problem, phase }] : []
  );
  await saveRejectedRows(job.acting.deps.kv, job.run.id, rows);
}

async function forgetRejected(job: Job, { outcomes }: BatchPlan): Promise<void> {
  const rows = outcomes.filter(({ end }) => end === "rejected").map(({ row }) => row);
  await deleteRejectedRows(job.acting.deps.kv, job.run.id, rows);
}

/** The user of the run, as they are now: who has lost the right to import has lost it for what is under way too. */
async function actingFor(deps: Deps, run: ImportRun): Promise<Acting | null> {
  if (run.userId === null) return null;
  const [user, rights] = await Promise.all([findUser(deps.kv, run.userId), readRights(deps.kv)]);
  if (user === null || user.disabled || !isSwitchedOn(user, "import.run", rights)) return null;
  const actor = { kind: "import" as const, userId: user.id, runId: run.id };
  return { deps, actor, principal: { id: user.id, role: user.role } };
}

async function giveUp(deps: Deps, run: ImportRun): Promise<ImportRun> {
  if (!isAtWork(run)) return run;
  const principal = { id: "system", role: "admin" as const };
  return await finishImport({ deps, actor: { kind: "system" }, principal }, run, {
    failure: "not_allowed",
  });
}

/** What waiting does not mend; null for everything else. */
function failureOf(error: unknown): ImportFailure | null {
  if (error instanceof NotFoundError) return "file_gone";
  if (error instanceof InputError) return "too_many_rows";
  return error instanceof ForbiddenError ? "not_allowed" : null;
}

async function markFailed(acting: Acting, runId: string, failure: ImportFailure) {
  const run = await findImportRun(acting.deps.kv, runId);
  return run?.worker ? await finishImport(acting, run, { failure }) : run;
}
