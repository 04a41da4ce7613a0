// The timeline's event of a change to a note.
import type { NoteEvent } from "@/lib/domain/event.ts";
import type { Note } from "@/lib/domain/note.ts";
import type { ReadNote } from "@/lib/store/notes.ts";
import type { Acting } from "./deps.ts";

/** `before` is the text that the change replaces or takes away; null where it does neither. */
export function noteEvent(
  { deps, actor }: Acting,
  { id, contactId }: Pick<Note, "id" | "contactId">,
  change: { kind: NoteEvent["kind"]; before: string | null },
): NoteEvent {
  return { id: deps.newId(), contactId, atMs: deps.now(), actor, noteId: id, ...change };
}

/** The event of a deletion: with all that the note was, so that it can come back. */
export function deletedNoteEvent(acting: Acting, { before, pinned }: ReadNote): NoteEvent {
  const { id, contactId: _, text, ...rest } = before;
  const was = { ...rest, isPinned: pinned?.noteId === id };
  return { ...noteEvent(acting, before, { kind: "note_deleted", before: text }), was };
}
