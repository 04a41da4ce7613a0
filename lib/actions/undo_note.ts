// Undoing what was done to a note: its words come back from the event (12.1, 13.2).
import type { NoteEvent } from "@/lib/domain/event.ts";
import type { Note } from "@/lib/domain/note.ts";
import { requireMayEditNote, requireMayModerateNote } from "@/lib/domain/note_access.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { answerOf } from "@/lib/domain/undo.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { stageUndoing } from "@/lib/store/events.ts";
import {
  findNoteIn,
  type ReadNote,
  requireNoteIn,
  stageNote,
  stageNoteGone,
  stagePin,
  stagePinned,
} from "@/lib/store/notes.ts";
import type { Acting } from "./deps.ts";
import { deletedNoteEvent, noteEvent } from "./note_event.ts";
import type { Undoing, Undone } from "./undo_event.ts";
import { undoRefused } from "./undo_refusal.ts";

/**
 * Throws `ForbiddenError` for notes of others, `NotFoundError` when the note is deleted, `ConflictError`, `InputError`
 * (`undo_gone`, `undo_note_there`).
 */
export async function undoNote(acting: Acting, undoing: Undoing<NoteEvent>): Promise<Undone> {
  requireAllowed(acting.principal, "note.write");
  return await saveChange(acting.deps.kv, async (change) => {
    const { event } = undoing;
    if (event.kind === "note_deleted") return await stageBack(change, acting, event);
    const read = await requireNoteIn(change, event.contactId, event.noteId);
    switch (event.kind) {
      case "note_added":
        return await stageGone(change, acting, { event, read });
      case "note_edited":
        return await stageText(change, acting, { ...undoing, read });
      default:
        return await stagePinBack(change, acting, { event, read });
    }
  });
}

/** An event of a note that is there. */
interface Noted {
  event: NoteEvent;
  read: ReadNote;
}

async function stageBack(change: Change, acting: Acting, event: NoteEvent): Promise<Undone> {
  const { contactId, noteId, was, before } = event;
  if (was === undefined || before === null) throw undoRefused(event.id, "undo_never");
  const { isPinned, ...rest } = was;
  const note: Note = { id: noteId, contactId, text: before, ...rest };
  requireMayModerateNote(acting.principal, note);
  const { before: there, pinned } = await findNoteIn(change, contactId, noteId);
  if (there !== null) throw undoRefused(event.id, "undo_note_there");
  await stageUndoing(change, contactId, event.id);
  const undoing = {
    ...noteEvent(acting, note, { kind: "note_added", before: null }),
    undoes: event.id,
  };
  await stageNote(change, note, undoing);
  if (isPinned && pinned === null) stagePinned(change, note);
  return done(undoing);
}

async function stageGone(change: Change, acting: Acting, { event, read }: Noted): Promise<Undone> {
  requireMayModerateNote(acting.principal, read.before);
  await stageUndoing(change, event.contactId, event.id);
  const undoing = { ...deletedNoteEvent(acting, read), undoes: event.id };
  await stageNoteGone(change, read, undoing);
  return done(undoing);
}

async function stageText(
  change: Change,
  acting: Acting,
  { event, read, ...reply }: Noted & Undoing<NoteEvent>,
): Promise<Undone> {
  const note = read.before;
  requireMayEditNote(acting.principal, note);
  const text = event.before ?? "";
  const answer = answerOf(reply, "note", [note.text]);
  if (answer === "keep" || note.text === text) {
    return { state: "done", contactId: event.contactId, eventId: null };
  }
  if (note.revision !== event.revision && answer !== "restore") {
    const question = { field: "note" as const, now: [note.text], before: [text] };
    return { state: "asks", questions: [question], problems: {} };
  }
  await stageUndoing(change, event.contactId, event.id);
  const revision = note.revision + 1;
  const edited = noteEvent(acting, note, { kind: "note_edited", before: note.text });
  const undoing = { ...edited, revision, undoes: event.id };
  await stageNote(change, { ...note, text, editedAtMs: acting.deps.now(), revision }, undoing);
  return done(undoing);
}

/** Another note that was pinned meanwhile stays pinned. */
async function stagePinBack(
  change: Change,
  acting: Acting,
  { event, read }: Noted,
): Promise<Undone> {
  requireMayModerateNote(acting.principal, read.before);
  const { pinned } = read;
  const wasPin = event.kind === "note_pinned";
  const isAsLeft = wasPin ? pinned?.noteId === event.noteId : pinned === null;
  if (!isAsLeft) throw undoRefused(event.id, "undo_gone");
  await stageUndoing(change, event.contactId, event.id);
  const kind = wasPin ? "note_unpinned" : "note_pinned";
  const undoing = { ...noteEvent(acting, read.before, { kind, before: null }), undoes: event.id };
  await stagePin(change, read, undoing);
  return done(undoing);
}

function done({ contactId, id }: NoteEvent): Undone {
  return { state: "done", contactId, eventId: id };
}
