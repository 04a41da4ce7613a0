// Merging two contacts: one commit decides, the rest follows and cannot be lost (9.1–9.6).
import { deletedKeys } from "@/lib/domain/attribute.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { contactChanges } from "@/lib/domain/contact_changes.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import type { MergeEvent } from "@/lib/domain/event.ts";
import type { Merge, MergeChoices, Moved } from "@/lib/domain/merge.ts";
import { type LostValue, mergePreview } from "@/lib/domain/merge_preview.ts";
import { InputError, MergeConflictError } from "@/lib/errors.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { stageRemoveContact } from "@/lib/store/contact_life.ts";
import { type ReadContact, requireContactIn, stageActiveContact } from "@/lib/store/contacts.ts";
import { stageEvent } from "@/lib/store/events.ts";
import { ownedHandles, writeHandles } from "@/lib/store/handles.ts";
import { stageMergedBlock } from "@/lib/store/merge_blocks.ts";
import {
  findMergeLockIn,
  findMergeOf,
  type MergeRecords,
  stageMergeStart,
} from "@/lib/store/merges.ts";
import { countNotes } from "@/lib/store/notes.ts";
import { requireSwitchedIn } from "@/lib/store/workspace.ts";
import type { Acting, Deps } from "./deps.ts";
import { mergeRefused } from "./merge_refusal.ts";
import { workOnMerge, workOnMergeSoon } from "./work_on_merges.ts";

export interface MergeOrder {
  keptId: number;
  mergedId: number;
  choices: MergeChoices;
  /** Of both records as they were looked at. */
  revisions: { kept: number; merged: number };
}

export interface MergeOptions {
  /** The form's token: a form sent twice gives one merge. */
  onceKey?: string;
}

/**
 * The merge: decided, and if there is not very much to move, `done`; the rest goes on after the answer. Throws
 * `ForbiddenError`, `NotFoundError`, `MergeConflictError` where a revision is not the current one, and `InputError` on
 * `form`: `merge_self`, `merge_merged` (with `contactId`, where it is now), `merge_busy` (with `contactId`: belongs to
 * an unfinished merge), or what `mergePreview` finds too much.
 */
export async function mergeContacts(
  acting: Acting,
  order: MergeOrder,
  options: MergeOptions = {},
): Promise<Merge> {
  const { deps } = acting;
  if (order.keptId === order.mergedId) throw mergeRefused("merge_self", order.keptId);
  const id = deps.newId();
  const onceKey = options.onceKey || null;
  const merge = await saveChange(deps.kv, async (change) => {
    await requireSwitchedIn(change, acting.principal, "contact.merge");
    const earlier = await findOrdered(deps.kv, order, onceKey);
    return earlier ?? await stageDecision(change, acting, { ...order, id, onceKey });
  });
  return await workOnMergeSoon(deps, merge);
}

/** What the same form has ordered before. */
async function findOrdered(
  kv: Deno.Kv,
  { keptId, mergedId }: MergeOrder,
  onceKey: string | null,
): Promise<Merge | null> {
  if (onceKey === null) return null;
  const merge = await findMergeOf(kv, mergedId);
  return merge?.keptId === keptId && merge.onceKey === onceKey ? merge : null;
}

interface Decision extends MergeOrder {
  id: string;
  onceKey: string | null;
}

async function stageDecision(change: Change, acting: Acting, order: Decision): Promise<Merge> {
  const [kept, merged] = await Promise.all(
    [order.keptId, order.mergedId].map((id) => requireFreeIn(change, acting.deps, id)),
  );
  if (!kept || !merged) throw new Error("unreachable: both were read");
  requireRevisions(order, { kept: kept.before, merged: merged.before });
  const looked = {
    choices: order.choices,
    nowMs: acting.deps.now(),
    deletedKeys: deletedKeys(await listAttributes(change.kv)),
  };
  const { result: after, problems, lost } = mergePreview(kept.before, merged.before, looked);
  if (Object.keys(problems).length > 0) {
    throw new InputError(`Cannot merge ${order.mergedId} into ${order.keptId}: too much`, problems);
  }
  const merge = newMerge(acting, order, await countMoved(change.kv, merged.before, kept.before));
  stageMergeStart(change, merge, { kept: kept.before, merged: merged.before });
  stageEvent(
    change,
    mergedEvent(acting, merge, { kept: kept.before, merged: merged.before, after, lost }),
  );
  await stageResult(change, acting, { kept, merged, after });
  return merge;
}

/** The contact under this very id, in no other merge; one that is in the way is gone on with. */
async function requireFreeIn(change: Change, deps: Deps, id: number): Promise<ReadContact> {
  const read = await requireContactIn(change, id);
  if (read.before.id !== id) throw mergeRefused("merge_merged", read.before.id);
  // After the record: whoever takes the lock writes the record too, so that its check is enough.
  const lock = await findMergeLockIn(change, id);
  if (lock === null) return read;
  deps.background(() => workOnMerge(deps, lock));
  throw mergeRefused("merge_busy", id);
}

function requireRevisions({ revisions }: MergeOrder, { kept, merged }: MergeRecords): void {
  if (kept.revision === revisions.kept && merged.revision === revisions.merged) return;
  throw new MergeConflictError(
    `Cannot merge contact ${merged.id} into ${kept.id}: one was saved since it was looked at`,
    kept,
    merged,
  );
}

/** What goes along when `merged` goes into `kept`, for the words of a preview and the timeline. */
async function countMoved(kv: Deno.Kv, merged: Contact, kept: Contact): Promise<Moved> {
  const has = new Set(kept.tagIds);
  return {
    conversations: merged.conversationCount ?? 0,
    notes: await countNotes(kv, merged.id),
    tags: merged.tagIds.filter((id) => !has.has(id)).length,
    handles: ownedHandles(merged).length,
  };
}

function newMerge({ deps, principal }: Acting, order: Decision, moved: Moved): Merge {
  const { id, keptId, mergedId, choices, onceKey } = order;
  return {
    id,
    keptId,
    mergedId,
    choices,
    state: "moving",
    byUserId: principal.id,
    atMs: deps.now(),
    undoneAtMs: null,
    undoneByUserId: null,
    moved,
    step: "conversations",
    lookedThrough: null,
    mergedPin: null,
    onceKey,
  };
}

interface Told extends MergeRecords {
  after: Contact;
  lost: LostValue[];
}

/** What changed for the kept contact, and what of the merged one gave way. */
function mergedEvent(
  { actor }: Acting,
  { id, keptId, mergedId, atMs, moved }: Merge,
  { kept, merged, after, lost }: Told,
): MergeEvent {
  const given = new Set(lost.filter(({ side }) => side === "merged").map(({ field }) => field));
  const had = fieldChanges(null, { ...merged, attributes: merged.attributes ?? {} });
  return {
    id,
    contactId: keptId,
    atMs,
    actor,
    kind: "merged",
    mergeId: id,
    otherId: mergedId,
    moved,
    changes: contactChanges(kept, after),
    lost: had.filter(({ field }) => given.has(field)).map(({ field, after: before }) => ({
      field,
      before,
    })),
  };
}

interface Result {
  kept: ReadContact;
  merged: ReadContact;
  after: Contact;
}

/** One contact goes, and in the same commit its handles are the other one's: no message finds them without an owner. */
async function stageResult(
  change: Change,
  { deps, principal }: Acting,
  { kept, merged, after }: Result,
): Promise<void> {
  stageRemoveContact(change, merged);
  await writeHandles(change, kept.before, after);
  await stageMergedBlock(change, { kept: kept.before, merged: merged.before, after }, {
    endedAtMs: deps.now(),
    endedByUserId: principal.id,
  });
  stageActiveContact(change, { ...kept, after });
}
