// Merging and parting in the model of contacts.
import type { MergeSide } from "@/lib/domain/merge.ts";
import {
  type Belonging,
  type Block,
  type ContactModel,
  copyOf,
  isTyped,
  type Merging,
  type Person,
} from "./contact_model.ts";

export interface Pair {
  keptId: number;
  mergedId: number;
}

export function mayMerge(model: ContactModel, { keptId, mergedId }: Pair): boolean {
  const isFree = (id: number) => model.people.has(id) && !model.locked.has(id);
  return keptId !== mergedId && isFree(keptId) && isFree(mergedId);
}

export function merge(
  model: ContactModel,
  { keptId, mergedId }: Pair,
  { id, name }: { id: string; name: MergeSide },
): void {
  const [kept, merged] = [model.people.get(keptId), model.people.get(mergedId)];
  if (!kept || !merged) throw new Error("both have to be there");
  const handles = kept.handles.union(merged.handles);
  const after = {
    id: keptId,
    name: name === "kept" ? kept.name || merged.name : merged.name || kept.name,
    handles,
    unclaimed: kept.unclaimed.union(merged.unclaimed).difference(handles),
    tags: kept.tags.union(merged.tags),
    block: longer(kept.block, merged.block),
  };
  for (const { block } of [kept, merged]) {
    if (!block || block.id === after.block?.id) continue;
    const shorter = model.keptOut.get(block.id)?.handles ?? [];
    const longer = after.block && model.keptOut.get(after.block.id);
    if (longer && model.holds(block)) { for (const handle of shorter) longer.handles.add(handle); }
    model.keptOut.delete(block.id);
  }
  const made: Merging = {
    id,
    atMs: model.nowMs,
    isParted: false,
    kept: copyOf(kept),
    merged: copyOf(merged),
    after: copyOf(after),
  };
  model.merges.set(id, made);
  model.people.delete(mergedId);
  model.people.set(keptId, after);
  model.keepOutAll(after);
  model.moved.set(mergedId, { into: keptId, mergeId: id });
  for (const one of belongings(model)) {
    if (one.owner !== mergedId) continue;
    one.owner = keptId;
    one.marks.add(id);
  }
}

/** Why the merge cannot be undone now, as the problem is called; `not_found`, or null when it can. */
export function partingProblem(model: ContactModel, mergeId: string): string | null {
  const merging = model.merges.get(mergeId);
  if (!merging) return "not_found";
  const { kept, merged } = merging;
  if (merging.isParted) return "unmerge_done";
  if (model.isLate(merging.atMs)) return "unmerge_old";
  if (!model.find(kept.id)) return "unmerge_gone";
  if (model.resolve(kept.id) !== kept.id) return "unmerge_merged_on";
  const newest = [...model.merges.values()].findLast((one) =>
    one.kept.id === kept.id && !one.isParted
  );
  if (newest !== merging) return "unmerge_newer";
  return model.isTaken(merged.handles, kept.id) ? "unmerge_taken" : null;
}

export function part(
  model: ContactModel,
  mergeId: string,
  answer: "keep" | "restore",
): void {
  const merging = model.merges.get(mergeId);
  const now = merging && model.people.get(merging.kept.id);
  if (!merging || !now) throw new Error("there is nothing to part");
  const { kept, merged } = merging;
  const blocks = partedBlocks(merging, now);
  const back = { ...copyOf(merged), block: blocks.merged };
  const left: Person = {
    id: kept.id,
    name: partedName(merging, now, answer),
    handles: partedSet(merging, now, "handles"),
    unclaimed: partedSet(merging, now, "unclaimed"),
    tags: partedSet(merging, now, "tags"),
    block: blocks.kept,
  };
  merging.isParted = true;
  model.moved.delete(merged.id);
  model.people.set(left.id, left);
  model.people.set(back.id, back);
  keepOutApart(model, left, back);
  keepOutApart(model, back, left);
  for (const one of belongings(model)) {
    if (one.owner === kept.id && one.marks.delete(mergeId)) one.owner = merged.id;
  }
}

function belongings({ talks, notes }: ContactModel): Belonging[] {
  return [...talks.values(), ...notes.values()];
}

/** Each block keeps out its own contact's handles, and none of those that have gone. */
function keepOutApart(model: ContactModel, { block, handles }: Person, other: Person): void {
  if (!block) return;
  const before = model.keptOut.get(block.id)?.handles ?? new Set();
  const own = new Set([...before].filter((handle) => !other.handles.has(handle)));
  model.keptOut.set(block.id, { untilMs: block.untilMs, handles: own.union(handles) });
}

function longer(kept: Block | null, merged: Block | null): Block | null {
  const end = (block: Block | null) => block === null ? -1 : block.untilMs ?? Infinity;
  return end(merged) > end(kept) ? merged : kept;
}

/** A block goes to whose it was, as it is by now; one that began since the merge is the kept contact's. */
function partedBlocks({ kept, merged, after }: Merging, { block }: Person) {
  if (block?.id !== after.block?.id) return { kept: block, merged: null };
  const isMerged = block !== null && block.id === merged.block?.id;
  return isMerged ? { kept: kept.block, merged: block } : { kept: block, merged: merged.block };
}

function partedName({ kept, after }: Merging, now: Person, answer: "keep" | "restore"): string {
  if (now.name === after.name) return kept.name;
  const isAsked = kept.name !== after.name && now.name !== kept.name;
  return isAsked && answer === "restore" ? kept.name : now.name;
}

/** What came with the merge goes, what it took away comes back, what is new stays. */
function partedSet(
  { kept, after }: Merging,
  now: Person,
  field: "handles" | "unclaimed" | "tags",
): Set<string> {
  const came = after[field].difference(kept[field]);
  const went = kept[field].difference(after[field]);
  return now[field].difference(came).union(went);
}

/** Whom messengers know somebody by does not count as typed. */
export function typedHandles({ handles }: Person): string[] {
  return [...handles].filter(isTyped);
}
