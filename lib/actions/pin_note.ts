// Putting a note above the others, or taking it down again: at most one of a contact's is pinned (12.1).
import { requireMayModerateNote } from "@/lib/domain/note_access.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireNoteIn, stagePin } from "@/lib/store/notes.ts";
import type { Acting } from "./deps.ts";
import { noteEvent } from "./note_event.ts";

/** In place of the one pinned before. Nothing is written when it is pinned already. Throws `ForbiddenError`, `NotFoundError`. */
export async function pinNote(acting: Acting, contactId: number, noteId: string): Promise<void> {
  await savePin(acting, { contactId, noteId, kind: "note_pinned" });
}

/** Nothing is written when it is not pinned. Throws `ForbiddenError`, `NotFoundError`. */
export async function unpinNote(acting: Acting, contactId: number, noteId: string): Promise<void> {
  await savePin(acting, { contactId, noteId, kind: "note_unpinned" });
}

interface Pin {
  contactId: number;
  noteId: string;
  kind: "note_pinned" | "note_unpinned";
}

async function savePin(acting: Acting, { contactId, noteId, kind }: Pin): Promise<void> {
  requireAllowed(acting.principal, "note.write");
  await saveChange(acting.deps.kv, async (change) => {
    const read = await requireNoteIn(change, contactId, noteId);
    requireMayModerateNote(acting.principal, read.before);
    const isPinned = read.pinned?.noteId === noteId;
    if (isPinned === (kind === "note_pinned")) return;
    await stagePin(change, read, noteEvent(acting, read.before, { kind, before: null }));
  });
}
