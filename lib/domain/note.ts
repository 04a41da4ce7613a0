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

/** The one note of a contact that stands above the others; its author too, so that the name can be read along. */
export const pinnedNoteSchema = z.object({ noteId: z.string(), authorUserId: z.string() });
export type PinnedNote = z.infer<typeof pinnedNoteSchema>;
