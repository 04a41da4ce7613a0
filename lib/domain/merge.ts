// A merge: two contacts become one, with all that is needed to part them again (9.1–9.7).
import { z } from "zod";

/** How long a merge, and most other changes, can be undone (9.7, 13.2). */
export const UNDO_MS = 30 * 24 * 60 * 60_000;
/** Old ids are followed this far. */
export const REDIRECTS_MAX = 16;

/** Fields of which a merged contact has one value; choosing is between the two sides. */
export const MERGE_FIELDS = ["name", "language", "primaryEmail", "primaryPhone"] as const;
/** By field, or `attr.<key>`: whose value stays. */
export const mergeChoicesSchema = z.record(z.string(), z.enum(["kept", "merged"]));
export type MergeChoices = z.infer<typeof mergeChoicesSchema>;

/** Where a merged contact has gone; stored under its id. */
export const mergedIntoSchema = z.object({ intoId: z.int().positive(), mergeId: z.string() });
export type MergedInto = z.infer<typeof mergedIntoSchema>;

/** What went along in a merge, counted for words. */
export const movedSchema = z.object({
  conversations: z.int().nonnegative(),
  notes: z.int().nonnegative(),
  tags: z.int().nonnegative(),
  handles: z.int().nonnegative(),
});
export type Moved = z.infer<typeof movedSchema>;

/**
 * A merge as a resumable job: `moving` until all that belonged to the merged contact is the kept one's, then `done`;
 * `parting` until it has gone back, then `undone`. The records as they were lie beside it.
 */
export const mergeSchema = z.object({
  id: z.string(), // ULID
  keptId: z.int().positive(),
  mergedId: z.int().positive(),
  choices: mergeChoicesSchema,
  state: z.enum(["moving", "done", "parting", "undone"]),
  byUserId: z.string(),
  atMs: z.number(),
  /** Since when it has been undone, by whom. */
  undoneAtMs: z.number().nullable(),
  undoneByUserId: z.string().nullable(),
  moved: movedSchema,
});
export type Merge = z.infer<typeof mergeSchema>;
