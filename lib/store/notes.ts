// Notes on contacts: reading them, newest first, and staging them with the pinned one and their events.
import { type Note, noteSchema, type PinnedNote, pinnedNoteSchema } from "@/lib/domain/note.ts";
import type { NoteEvent } from "@/lib/domain/event.ts";
import { NotFoundError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { requireContactIdIn } from "./contacts.ts";
import { stageEvent } from "./events.ts";
import { contactKey, noteKey, pinnedNoteKey } from "./keys/contacts.ts";
import { rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";

/** A page of notes, newest first. */
export interface NotePage {
  notes: Note[];
  /** `before` of the next page; null when there are no older notes. */
  next: string | null;
}

export interface NotePageWish {
  /** 1 to 500. */
  limit: number;
  /** `next` of the page before this one. */
  before?: string | null;
}

/** A contact's notes, newest first. The pinned one is among them at its place. */
export async function listNotes(
  kv: Deno.Kv,
  contactId: number,
  { limit, before }: NotePageWish,
): Promise<NotePage> {
  const prefix = rangePrefix("note", contactId);
  const selector = before ? { prefix, end: noteKey(contactId, before) } : { prefix };
  const entries = kv.list(selector, { reverse: true, limit: limit + 1 });
  const notes = await Array.fromAsync(entries, ({ value }) => noteSchema.parse(value));
  const page = notes.slice(0, limit);
  return { notes: page, next: notes.length > limit ? page.at(-1)?.id ?? null : null };
}

/** How many notes a contact has. */
export async function countNotes(kv: Deno.Kv, contactId: number): Promise<number> {
  let count = 0;
  for await (const _ of kv.list({ prefix: rangePrefix("note", contactId) })) count++;
  return count;
}

/** Those of these notes that there are, by id. Not one snapshot. */
export async function findNotes(
  kv: Deno.Kv,
  contactId: number,
  ids: string[],
): Promise<Map<string, Note>> {
  const entries = await readMany<unknown>(kv, ids.map((id) => noteKey(contactId, id)));
  const notes = new Map<string, Note>();
  for (const { value } of entries) {
    if (value === null) continue;
    const note = noteSchema.parse(value);
    notes.set(note.id, note);
  }
  return notes;
}

/** Which note of a contact is pinned, or null. */
export async function findPinnedNote(kv: Deno.Kv, contactId: number): Promise<PinnedNote | null> {
  const { value } = await kv.get(pinnedNoteKey(contactId));
  return value === null ? null : pinnedNoteSchema.parse(value);
}

/** The note. Throws `NotFoundError`. */
export async function requireNote(kv: Deno.Kv, contactId: number, id: string): Promise<Note> {
  const { value } = await kv.get(noteKey(contactId, id));
  if (value === null) throw noNote(contactId, id);
  return noteSchema.parse(value);
}

/** A note that is about to change, and what is pinned. Checks both and the contact: 3 checks. */
export interface ReadNote {
  before: Note;
  pinned: PinnedNote | null;
}

/** Reads the note and makes the commit fail if it has changed by then. Throws `NotFoundError`. */
export async function requireNoteIn(
  change: Change,
  contactId: number,
  id: string,
): Promise<ReadNote> {
  const { before, pinned } = await findNoteIn(change, contactId, id);
  if (before === null) throw noNote(contactId, id);
  return { before, pinned };
}

/** `requireNoteIn` of a note that may be missing. Of a contact that was merged: it is looked for where that one is now. */
export async function findNoteIn(
  change: Change,
  ofId: number,
  id: string,
): Promise<{ before: Note | null; pinned: PinnedNote | null }> {
  const contactId = await requireContactIdIn(change, ofId);
  const [note, pinned] = await Promise.all([
    change.get(noteKey(contactId, id)),
    change.get(pinnedNoteKey(contactId)),
  ]);
  return {
    before: note.value === null ? null : noteSchema.parse(note.value),
    pinned: pinned.value === null ? null : pinnedNoteSchema.parse(pinned.value),
  };
}

/** A new note, or one that `requireNoteIn` has read and whose revision the caller has raised. Throws `NotFoundError`. */
export async function stageNote(change: Change, note: Note, event: NoteEvent): Promise<void> {
  change.set(noteKey(note.contactId, note.id), note);
  await stageNoteEvent(change, event);
}

/** Takes away a note that `requireNoteIn` has read; its text is in the event. Throws `NotFoundError`. */
export async function stageNoteGone(
  change: Change,
  { before: { contactId, id }, pinned }: ReadNote,
  event: NoteEvent,
): Promise<void> {
  change.delete(noteKey(contactId, id));
  if (pinned?.noteId === id) change.delete(pinnedNoteKey(contactId));
  await stageNoteEvent(change, event);
}

/** Puts a note that comes back to where it was, above the others; its event is staged. */
export function stagePinned(change: Change, { contactId, id, authorUserId }: Note): void {
  change.set(pinnedNoteKey(contactId), { noteId: id, authorUserId } satisfies PinnedNote);
}

/** Puts a note that `requireNoteIn` has read above the others, or takes it down. Throws `NotFoundError`. */
export async function stagePin(
  change: Change,
  { before }: ReadNote,
  event: NoteEvent,
): Promise<void> {
  if (event.kind === "note_pinned") stagePinned(change, before);
  else change.delete(pinnedNoteKey(before.contactId));
  await stageNoteEvent(change, event);
}

/**
 * The event, and the contact's record again as it is: whoever watches it for changes learns that there is something
 * new, and a contact that goes away meanwhile fails the commit.
 */
async function stageNoteEvent(change: Change, event: NoteEvent): Promise<void> {
  const { contactId } = event;
  const { value } = await change.get(contactKey(contactId));
  if (value === null) throw new NotFoundError(`There is no contact ${contactId}`);
  change.set(contactKey(contactId), value);
  stageEvent(change, event);
}

function noNote(contactId: number, id: string): NotFoundError {
  return new NotFoundError(`There is no note ${id} on contact ${contactId}`);
}
