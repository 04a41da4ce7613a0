// Writing a note on a contact (12.1).
import type { Note } from "@/lib/domain/note.ts";
import { parseNoteText } from "@/lib/domain/note_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContactIdIn } from "@/lib/store/contacts.ts";
import { stageNote } from "@/lib/store/notes.ts";
import { stageOnce } from "@/lib/store/once.ts";
import type { Acting } from "./deps.ts";
import { noteEvent } from "./note_event.ts";

export interface AddNoteOptions {
  /** The form's token: a form sent twice gives one note. */
  onceKey?: string;
}

/** The note's id. Throws `ForbiddenError`, `NotFoundError`, `InputError` `note_empty`, `too_long` on `text`. */
export async function addNote(
  acting: Acting,
  contactId: number,
  typed: string,
  { onceKey }: AddNoteOptions = {},
): Promise<string> {
  const { deps, principal } = acting;
  requireAllowed(principal, "note.write");
  const text = parseNoteText(typed);
  const written = newNote(acting, contactId, text);
  return await saveChange(deps.kv, async (change) => {
    const note = { ...written, contactId: await requireContactIdIn(change, contactId) };
    const use = { userId: principal.id, token: onceKey ?? "", nowMs: note.createdAtMs };
    const made = await stageOnce(change, use, note.id);
    if (made !== null) return made;
    await stageNote(change, note, noteEvent(acting, note, { kind: "note_added", before: null }));
    return note.id;
  });
}

function newNote({ deps, principal }: Acting, contactId: number, text: string): Note {
  return {
    id: deps.newId(),
    contactId,
    authorUserId: principal.id,
    text,
    createdAtMs: deps.now(),
    editedAtMs: null,
    revision: 1,
  };
}
