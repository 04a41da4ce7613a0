// Carrying out an import in bulk: large batches of rows, whose contacts come into being in many commits in the file's order.
import { saveImportBatch } from "@/lib/actions/work_on_import.ts";
import type { BulkLoad } from "@/lib/store/bulk_load.ts";
import { type ContactEdit, fittingCount, type NewContact } from "@/lib/store/contact_batch.ts";
import { IMPORT_OWNER, openLoad, requireNoOtherLoad } from "./bulk.ts";
import type { Job } from "./import_job.ts";
import type { BatchPlan } from "./plan.ts";
import { addOutcomes, type RowOutcome } from "./tally.ts";

/** Where a batch of rows stands in the file, for progress. */
export interface FilePart {
  /** Bytes read before the first of them, and with the last. */
  fromBytes: number;
  toBytes: number;
}

/** What one commit brings about. */
interface Step {
  /** Creations of the batch that exist after it. */
  creates: number;
  edits: ContactEdit[];
  outcomes: RowOutcome[];
}

/** A load for a large file into an empty workspace, or the one of this run that was cut off; else null. */
export async function loadForImport(
  job: Job,
  alive: () => Promise<unknown>,
): Promise<BulkLoad | null> {
  const { run, acting } = job;
  await requireNoOtherLoad(acting.deps.kv, IMPORT_OWNER + run.id);
  const isWorthIt = run.sizeBytes >= job.sizes.fromBytes && run.rules.mode !== "update";
  if (!isWorthIt) return null;
  const load = await openLoad(acting.deps, IMPORT_OWNER + run.id, alive);
  if (load !== null) job.context.isAlone = () => load.isAlone;
  return load;
}

/**
 * Saves a planned batch. False when some of it could not be saved, for somebody has a handle or has changed a contact:
 * the run's cursor says how far it came, and the rest is to be planned anew.
 */
export async function savePlanInBulk(
  job: Job,
  load: BulkLoad,
  { plan, part }: { plan: BatchPlan; part: FilePart },
): Promise<boolean> {
  if (!await load.prepare(plan.batch.creates)) return false;
  let told = 0;
  for (const step of stepsOf(plan, job.sizes.step)) {
    told += step.outcomes.length;
    const share = told / plan.outcomes.length;
    const readBytes = Math.round(part.fromBytes + share * (part.toBytes - part.fromBytes));
    if (await saveStep(job, load, { ...step, readBytes })) continue;
    await load.drop();
    return false;
  }
  await load.finish();
  return true;
}

async function saveStep(
  job: Job,
  load: BulkLoad,
  step: Step & { readBytes: number },
): Promise<boolean> {
  const { run, context } = job;
  const { creates, edits, outcomes, readBytes } = step;
  const after = {
    cursor: outcomes.at(-1)?.row ?? run.cursor,
    tally: addOutcomes(run.tally, outcomes, context.tags.made),
    readBytes,
  };
  await load.renew();
  let savedAt: string | null = null;
  const result = await saveImportBatch(job.acting, { edits }, {
    before: run,
    after,
    alongside: async (change) => {
      await load.stage(change, creates);
      if (edits.length > 0) await load.stageHead(change);
    },
    onSaved: (versionstamp) => savedAt = versionstamp,
  });
  if (!result.saved) return false;
  load.staged(creates, edits.length > 0 ? savedAt : null);
  job.run = { ...run, ...after };
  job.onProgress(job.run);
  return true;
}

/**
 * Cut between rows: the contact that a later row of the batch joins is made whole with its first row, and the later row,
 * should it come to be planned again, finds nothing left to change.
 */
function* stepsOf({ batch, rows, outcomes }: BatchPlan, size: number): Generator<Step> {
  const items = [
    ...batch.creates.map((item, at) => ({ item, row: rows.creates[at] ?? 0 })),
    ...batch.edits.map((item, at) => ({ item, row: rows.edits[at] ?? 0 })),
  ].sort((left, right) => left.row - right.row);
  let creates = 0;
  let told = 0;
  for (let at = 0; at < items.length || told < outcomes.length;) {
    const some = items.slice(at, at + size).map(({ item }) => item);
    const taken = some.slice(0, Math.max(1, fittingCount(some)));
    at += taken.length;
    const nextRow = items[at]?.row ?? Infinity;
    const from = told;
    while (told < outcomes.length && (outcomes[told]?.row ?? 0) < nextRow) told++;
    const edits = taken.filter(isEdit);
    creates += taken.length - edits.length;
    yield { creates, edits, outcomes: outcomes.slice(from, told) };
  }
}

function isEdit(item: NewContact | ContactEdit): item is ContactEdit {
  return "before" in item;
}
