// Undoing a merge: both contacts are there again, with what was theirs and what came to it (9.7).
import type { Contact } from "@/lib/domain/contact.ts";
import { contactChanges } from "@/lib/domain/contact_changes.ts";
import type { MergeEvent } from "@/lib/domain/event.ts";
import { type Merge, UNDO_MS } from "@/lib/domain/merge.ts";
import {
  type Parting,
  type PartingAnswers,
  partingOf,
  type PartingQuestion,
} from "@/lib/domain/merge_parting.ts";
import { type FieldProblem, InputError, NotFoundError } from "@/lib/errors.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { stageReturned } from "@/lib/store/contact_life.ts";
import { type ReadContact, requireContactIn, stageActiveContact } from "@/lib/store/contacts.ts";
import { stageEvent, stageUndone } from "@/lib/store/events.ts";
import { findOtherOwnerIn, writeHandles } from "@/lib/store/handles.ts";
import { stagePartedBlocks } from "@/lib/store/merge_blocks.ts";
import {
  findMergeLockIn,
  listMergesInto,
  requireMerge,
  requireMergeIn,
  requireMergeRecords,
  stagePartingStart,
} from "@/lib/store/merges.ts";
import { requireSwitchedIn } from "@/lib/store/workspace.ts";
import type { Acting } from "./deps.ts";
import { mergeRefused } from "./merge_refusal.ts";
import { workOnMerge, workOnMergeSoon } from "./work_on_merges.ts";

export interface UnmergePreview {
  merge: Merge;
  /** Both as they would be. Null when it cannot be undone. */
  kept: Contact | null;
  merged: Contact | null;
  /** What has to be asked; empty: nothing was edited since. */
  questions: PartingQuestion[];
  /** Why it cannot be undone; null when it can. */
  problem: FieldProblem | null;
}

/** What undoing the merge would do. Throws `NotFoundError` when there is no such merge. */
export async function unmergePreview(
  kv: Deno.Kv,
  mergeId: string,
  nowMs: number,
): Promise<UnmergePreview> {
  const merge = await requireMerge(kv, mergeId);
  try {
    // Nothing is staged, so nothing is committed.
    const plan = await saveChange(kv, (change) => planOf(change, merge, { nowMs }));
    return { merge, ...plan.parting, problem: null };
  } catch (error) {
    const problem = error instanceof InputError ? error.problems["form"] : undefined;
    if (problem === undefined) throw error;
    return { merge, kept: null, merged: null, questions: [], problem };
  }
}

export interface UnmergeOptions {
  /** A question without an answer keeps the newer value. */
  answers?: PartingAnswers;
}

/**
 * The merge, `parting` or `undone`. Throws `ForbiddenError`, `NotFoundError`, `ConflictError`, and `InputError` on
 * `form`: `unmerge_done`, `unmerge_old`, `unmerge_gone` (the kept contact was deleted), `unmerge_merged_on`
 * (`contactId`), `unmerge_newer` (another contact, `contactId`, was merged into it later), `unmerge_taken`
 * (`contactId`: who has one of the handles now), `merge_busy`.
 */
export async function unmergeContacts(
  acting: Acting,
  mergeId: string,
  { answers = {} }: UnmergeOptions = {},
): Promise<Merge> {
  const { deps, principal } = acting;
  const merge = await saveChange(deps.kv, async (change) => {
    await requireSwitchedIn(change, principal, "contact.merge");
    const merge = await requireMergeIn(change, mergeId);
    // What is still on its way goes there first: one job at a time.
    if (merge.state === "moving") return await workOnMerge(deps, mergeId);
    return await stageParting(change, acting, { merge, answers });
  });
  const isParting = merge.state === "parting" || merge.state === "undone";
  return isParting
    ? await workOnMergeSoon(deps, merge)
    : await unmergeContacts(acting, mergeId, { answers });
}

interface Order {
  merge: Merge;
  answers: PartingAnswers;
}

async function stageParting(
  change: Change,
  acting: Acting,
  { merge, answers }: Order,
): Promise<Merge> {
  const { deps, principal } = acting;
  const nowMs = deps.now();
  const { read, parting } = await planOf(change, merge, { nowMs, answers });
  const after: Merge = {
    ...merge,
    state: "parting",
    undoneAtMs: nowMs,
    undoneByUserId: principal.id,
    step: "conversations",
    lookedThrough: null,
  };
  stagePartingStart(change, after);
  await writeHandles(change, read.before, parting.kept);
  await stageReturned(change, parting.merged);
  await stagePartedBlocks(change, parting);
  stageActiveContact(change, { ...read, after: parting.kept });
  await stageEvents(change, acting, { merge: after, read, parting });
  return after;
}

interface Plan {
  read: ReadContact;
  parting: Parting;
}

/** What parting makes of both, by what is there now. Throws `InputError` with the reason why it cannot be. */
async function planOf(
  change: Change,
  merge: Merge,
  { nowMs, answers = {} }: { nowMs: number; answers?: PartingAnswers },
): Promise<Plan> {
  if (merge.state === "undone" || merge.state === "parting") {
    throw mergeRefused("unmerge_done", merge.keptId);
  }
  if (nowMs >= merge.atMs + UNDO_MS) throw mergeRefused("unmerge_old", merge.keptId);
  const read = await requireKept(change, merge);
  await refuseOlder(change, merge);
  const records = await requireMergeRecords(change.kv, merge.id);
  const parting = partingOf({ ...records, now: read.before }, merge.choices, answers);
  const ownerId = await findOtherOwnerIn(change, parting.merged, [merge.keptId, merge.mergedId]);
  if (ownerId !== null) throw mergeRefused("unmerge_taken", ownerId);
  return { read, parting };
}

async function requireKept(change: Change, { id, keptId }: Merge): Promise<ReadContact> {
  const read = await requireContactIn(change, keptId).catch((error) => {
    throw error instanceof NotFoundError ? mergeRefused("unmerge_gone", keptId) : error;
  });
  if (read.before.id !== keptId) throw mergeRefused("unmerge_merged_on", read.before.id);
  const lock = await findMergeLockIn(change, keptId);
  if (lock !== null && lock !== id) throw mergeRefused("merge_busy", keptId);
  return read;
}

/** The newest first: what an older merge had brought may have been chosen against in a newer one. */
async function refuseOlder(change: Change, { id, keptId }: Merge): Promise<void> {
  const [newest] = await listMergesInto(change.kv, keptId, { limit: 1 });
  if (newest && newest.id !== id) throw mergeRefused("unmerge_newer", newest.mergedId);
}

async function stageEvents(
  change: Change,
  { deps, actor }: Acting,
  { merge, read, parting }: Plan & { merge: Merge },
): Promise<void> {
  // Only its undoing changes the event, and the merge was checked.
  await stageUndone(change, merge.keptId, merge.id);
  const sides = [
    { contactId: merge.keptId, otherId: merge.mergedId, after: parting.kept },
    { contactId: merge.mergedId, otherId: merge.keptId, after: null },
  ];
  for (const { contactId, otherId, after } of sides) {
    const event: MergeEvent = {
      id: deps.newId(),
      contactId,
      atMs: deps.now(),
      actor,
      kind: "unmerged",
      mergeId: merge.id,
      otherId,
      moved: merge.moved,
      changes: after === null ? [] : contactChanges(read.before, after),
      undoes: merge.id,
    };
    stageEvent(change, event);
  }
}
