// Why two contacts cannot be merged, or parted again.
import { InputError } from "@/lib/errors.ts";

/** Below `problem.` of the texts; the contact that is named is the one that stands in the way. */
export type MergeProblem =
  | "merge_self"
  | "merge_merged"
  | "merge_busy"
  | "unmerge_done"
  | "unmerge_old"
  | "unmerge_gone"
  | "unmerge_merged_on"
  | "unmerge_newer"
  | "unmerge_taken";

export function mergeRefused(code: MergeProblem, contactId: number): InputError {
  return new InputError(`Cannot merge or part: ${code}, contact ${contactId}`, {
    form: { code, params: { contactId } },
  });
}
