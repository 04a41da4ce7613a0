// Writing one's own note anew; the timeline keeps what it said before (12.1).
import type { Note } from "@/lib/domain/note.ts";
import { requireMayEditNote } from "@/lib/domain/note_access.ts";
import { parseNoteText } from "@/lib/domain/note_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConflictError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireNoteIn, stageNote } from "@/lib/store/notes.ts";
import type { Acting } from "./deps.ts";
import { noteEvent } from "./note_event.ts";

export interface NoteEdit {
  contactId: number;
  noteId: string;
  /** Which the person has read. */
  revision: number;
  text: string;
}

/**
 * The note as saved, or as it was when the text is the same: then nothing is written. Throws `ForbiddenError`,
 * `NotFoundError`, `InputError` on `text`, `ConflictError` when it is not at `revision` any more.
 */
export async function editNote(acting: Acting, edit: NoteEdit): Promise<Note> {
  const { deps, principal } = acting;
  const { contactId, noteId, revision } = edit;
  requireAllowed(principal, "note.write");
  const text = parseNoteText(edit.text);
  return await saveChange(deps.kv, async (change) => {
    const { before } = await requireNoteIn(change, contactId, noteId);
    requireMayEditNote(principal, before);
    if (before.text === text) return before;
    if (before.revision !== revision) {
      throw new ConflictError(
        `Cannot save note ${noteId}: revision ${revision} was edited, ${before.revision} is current`,
      );
    }
    const after = { ...before, text, editedAtMs: deps.now(), revision: before.revision + 1 };
    const event = noteEvent(acting, before, { kind: "note_edited", before: before.text });
    await stageNote(change, after, { ...event, revision: after.revision });
    return after;
  });
}
