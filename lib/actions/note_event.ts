// The timeline's event of a change to a note.
import type { NoteEvent } from "@/lib/domain/event.ts";
import type { Note } from "@/lib/domain/note.ts";
import type { Acting } from "./deps.ts";

/** `before` is the text that the change replaces or takes away; null where it does neither. */
export function noteEvent(
  { deps, actor }: Acting,
  { id, contactId }: Pick<Note, "id" | "contactId">,
  change: { kind: NoteEvent["kind"]; before: string | null },
): NoteEvent {
  return { id: deps.newId(), contactId, atMs: deps.now(), actor, noteId: id, ...change };
}
