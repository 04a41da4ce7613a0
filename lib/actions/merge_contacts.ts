// Merging two contacts: one commit decides, the rest follows and cannot be lost (9.1–9.6).
import type { Merge, MergeChoices } from "@/lib/domain/merge.ts";
import type { Acting } from "./deps.ts";

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
 * an unfinished merge), or on a list: `merge_too_many` (`count`, `max`).
 */
export function mergeContacts(
  _acting: Acting,
  _order: MergeOrder,
  _options: MergeOptions = {},
): Promise<Merge> {
  return Promise.reject(new Error("being built"));
}
