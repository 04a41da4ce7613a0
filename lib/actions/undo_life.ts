// Undoing that a contact was made, deleted or restored (13.2, 13.3).
import type { LifeEvent, RecordEvent } from "@/lib/domain/event.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { type ReadContact, requireContactItselfIn } from "@/lib/store/contacts.ts";
import { listEvents, stageUndoing } from "@/lib/store/events.ts";
import { findTrashedIn } from "@/lib/store/trash.ts";
import { requireSwitchedIn } from "@/lib/store/workspace.ts";
import { stageDeleted } from "./delete_contact.ts";
import type { Acting } from "./deps.ts";
import { stageRestored } from "./restore_contact.ts";
import type { Undoing, Undone } from "./undo_event.ts";
import { undoRefused } from "./undo_refusal.ts";

/**
 * Into the trash, or out of it. Throws `ForbiddenError`, `NotFoundError`, `ContactMovedError`, `ConflictError`, `InputError`
 * (`undo_gone`; of a deletion `handle_taken`, as `restoreContact`).
 */
export async function undoLife(
  acting: Acting,
  undoing: Undoing<LifeEvent | RecordEvent>,
): Promise<Undone> {
  return await saveChange(acting.deps.kv, async (change) => {
    await requireSwitchedIn(change, acting.principal, "contact.delete");
    const isDeletion = undoing.event.kind === "deleted";
    return await (isDeletion ? undoDeletion : undoReturn)(change, acting, undoing);
  });
}

async function undoDeletion(
  change: Change,
  acting: Acting,
  { event: { id, contactId } }: Undoing<LifeEvent | RecordEvent>,
): Promise<Undone> {
  const trashed = await findTrashedIn(change, contactId);
  if (trashed?.eventId !== id) throw undoRefused(id, "undo_gone");
  return { state: "done", ...await stageRestored(change, acting, contactId) };
}

/** Whoever was worked with since they came is not thrown away without asking. */
async function undoReturn(
  change: Change,
  acting: Acting,
  { event, answers }: Undoing<LifeEvent | RecordEvent>,
): Promise<Undone> {
  const read = await requireContactItselfIn(change, event.contactId);
  if (answers.confirm !== "restore" && !await isUntouchedSince(change, event, read)) {
    const confirm = { field: "confirm" as const, now: [], before: [] };
    return { state: "asks", questions: [confirm], problems: {} };
  }
  await stageUndoing(change, read.before.id, event.id);
  return { state: "done", ...await stageDeleted(change, acting, read, { undoes: event.id }) };
}

/** Whether nothing has happened to the contact after the event; conversations may be older than what they came with. */
async function isUntouchedSince(
  { kv }: Change,
  { id, kind, contactId }: LifeEvent | RecordEvent,
  { before: { conversationCount = 0 } }: ReadContact,
): Promise<boolean> {
  if (kind === "created" && conversationCount > 0) return false;
  const { events: [newest] } = await listEvents(kv, contactId, { limit: 1 });
  return newest?.id === id;
}
