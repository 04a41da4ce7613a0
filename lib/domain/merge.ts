// A merge: two contacts become one, with all that is needed to part them again (9.1–9.7).
import { z } from "zod";
import { attributeKeyOf } from "./attribute_key.ts";
import type { AttributeValue, Contact } from "./contact.ts";
import { pinnedNoteSchema } from "./note.ts";

/** How long a merge, and most other changes, can be undone (9.7, 13.2). */
export const UNDO_MS = 30 * 24 * 60 * 60_000;
/** Old ids are followed through so many merges: more than anybody makes, and an end where the store is damaged. */
export const REDIRECTS_MAX = 1000;

/** Fields of which a merged contact has one value; choosing is between the two sides. */
export const MERGE_FIELDS = ["name", "language", "primaryEmail", "primaryPhone"] as const;
/** Sides are named by what becomes of them: one contact stays, the other goes into it. */
export const mergeSideSchema = z.enum(["kept", "merged"]);
export type MergeSide = z.infer<typeof mergeSideSchema>;

/** By field, or `attr.<key>`: whose value stays. */
export const mergeChoicesSchema = z.record(z.string(), mergeSideSchema);
export type MergeChoices = z.infer<typeof mergeChoicesSchema>;

/** Where a merged contact has gone; stored under its id. */
export const mergedIntoSchema = z.object({ intoId: z.int().positive(), mergeId: z.string() });
export type MergedInto = z.infer<typeof mergedIntoSchema>;

/** What a contact has in a field of `MERGE_FIELDS` or an attribute; null when it is empty. */
export function contactValue(contact: Contact, field: string): AttributeValue | null {
  const [email] = contact.emails;
  const [phone] = contact.phones;
  if (field === "name") return contact.name || null;
  if (field === "language") return contact.language;
  if (field === "primaryEmail") return email?.typed ?? null;
  if (field === "primaryPhone") return phone ? phone.key ?? phone.typed : null;
  return contact.attributes?.[attributeKeyOf(field) ?? ""] ?? null;
}

/** What went along in a merge, counted for words. */
export const movedSchema = z.object({
  conversations: z.int().nonnegative(),
  notes: z.int().nonnegative(),
  tags: z.int().nonnegative(),
  handles: z.int().nonnegative(),
});
export type Moved = z.infer<typeof movedSchema>;

/** What moves, in this order; parting gives it back in the same order. */
export const MERGE_STEPS = ["conversations", "notes", "past_blocks", "events", "end"] as const;
export type MergeStep = typeof MERGE_STEPS[number];

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
  /** How far moving or parting has come. */
  step: z.enum(MERGE_STEPS),
  /** Of parting: what it has looked through of the step, the last part of a key; null at the beginning. */
  lookedThrough: z.string().nullable(),
  /** What was pinned on the merged contact. */
  mergedPin: pinnedNoteSchema.nullable(),
  /** Its time is over and the records are gone: it cannot be undone any more. */
  isForgotten: z.literal(true).optional(),
  /** Token of the form that ordered it: the same form again gets the same merge. */
  onceKey: z.string().nullable(),
});
export type Merge = z.infer<typeof mergeSchema>;
