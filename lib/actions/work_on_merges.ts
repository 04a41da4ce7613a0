// Going on with merges and partings: after the answer, when a restart or a crash has interrupted one, when one is in the way.
import type { Merge } from "@/lib/domain/merge.ts";
import { ConflictError } from "@/lib/errors.ts";
import { takeMergeStep } from "@/lib/store/merge_steps.ts";
import { findMergeLock, isOpenMerge, listOpenMergeIds } from "@/lib/store/merges.ts";
import type { Deps } from "./deps.ts";

/** So many commits of a merge are waited for: most have no more. */
const STEPS_AT_ONCE = 10;

/** Works on a merge that has been decided: a short one is finished then, a long one goes on in the background. */
export async function workOnMergeSoon(deps: Deps, merge: Merge): Promise<Merge> {
  let current = merge;
  try {
    for (let step = 0; step < STEPS_AT_ONCE && isOpenMerge(current); step++) {
      current = await takeMergeStep(deps.kv, current.id);
    }
  } catch (error) {
    // It is decided: what others have got in the way of is done later.
    if (!(error instanceof ConflictError)) throw error;
  }
  if (isOpenMerge(current)) deps.background(() => workOnMerge(deps, merge.id));
  return current;
}

/** Works on a merge until it is finished, whoever else does. */
export async function workOnMerge({ kv, live }: Deps, mergeId: string): Promise<Merge> {
  for (;;) {
    const merge = await takeMergeStep(kv, mergeId);
    if (isOpenMerge(merge)) continue;
    live.poke();
    return merge;
  }
}

/** Takes on all that is not finished; one that fails is in no other's way. Throws the first failure at the end. */
export async function resumeMerges(deps: Deps): Promise<void> {
  const failures: unknown[] = [];
  for (const id of await listOpenMergeIds(deps.kv)) {
    await workOnMerge(deps, id).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

/** Goes on with the unfinished merge of a contact, if there is one: for whoever has come to see it. */
export async function resumeMergeOf(deps: Deps, contactId: number): Promise<void> {
  const mergeId = await findMergeLock(deps.kv, contactId);
  if (mergeId !== null) await workOnMerge(deps, mergeId);
}
