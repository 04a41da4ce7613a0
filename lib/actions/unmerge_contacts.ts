// Undoing a merge: both contacts are there again, with what was theirs and what came to it (9.7).
import type { Contact } from "@/lib/domain/contact.ts";
import type { Merge } from "@/lib/domain/merge.ts";
import type { PartingAnswers, PartingQuestion } from "@/lib/domain/merge_parting.ts";
import type { FieldProblem } from "@/lib/errors.ts";
import type { Acting } from "./deps.ts";

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
export function unmergePreview(
  _kv: Deno.Kv,
  _mergeId: string,
  _nowMs: number,
): Promise<UnmergePreview> {
  return Promise.reject(new Error("being built"));
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
export function unmergeContacts(
  _acting: Acting,
  _mergeId: string,
  _options: UnmergeOptions = {},
): Promise<Merge> {
  return Promise.reject(new Error("being built"));
}
