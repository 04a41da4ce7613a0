// A note: what colleagues tell each other about a contact; it never leaves to the customer (12.1).
import { z } from "zod";

/** Counted in code points, so that every script has as many. */
export const NOTE_CHARS_MAX = 10_000;

export const noteSchema = z.object({
  id: z.string(), // ULID, so in order of time
  contactId: z.int().positive(),
  authorUserId: z.string(),
  text: z.string(),
  createdAtMs: z.number(),
  editedAtMs: z.number().nullable(),
  revision: z.int().positive(),
  /** Merges that have brought it to its contact, newest last; absent when none has. */
  mergeIds: z.array(z.string()).optional(),
});
export type Note = z.infer<typeof noteSchema>;

const SHOWN_CHARS_MAX = 700;
const SHOWN_LINES_MAX = 12;

/** Whether a note would fill a page on which it is not alone: of such a one the beginning is shown. */
export function isLongNote({ text }: Pick<Note, "text">): boolean {
  return text.length > SHOWN_CHARS_MAX || text.split("\n").length > SHOWN_LINES_MAX;
}

/** The one note of a contact that stands above the others; its author too, so that the name can be read along. */
export const pinnedNoteSchema = z.object({ noteId: z.string(), authorUserId: z.string() });
export type PinnedNote = z.infer<typeof pinnedNoteSchema>;
