// Deleting a note; its text stays in the timeline's event, so that nothing is lost (12.1).
import { requireMayModerateNote } from "@/lib/domain/note_access.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireNoteIn, stageNoteGone } from "@/lib/store/notes.ts";
import type { Acting } from "./deps.ts";
import { deletedNoteEvent } from "./note_event.ts";

/** Throws `ForbiddenError`, and `NotFoundError` also when it was deleted before. */
export async function deleteNote(acting: Acting, contactId: number, noteId: string): Promise<void> {
  requireAllowed(acting.principal, "note.write");
  await saveChange(acting.deps.kv, async (change) => {
    const read = await requireNoteIn(change, contactId, noteId);
    requireMayModerateNote(acting.principal, read.before);
    await stageNoteGone(change, read, deletedNoteEvent(acting, read));
  });
}
