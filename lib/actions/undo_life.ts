// Undoing that a contact was made, deleted or restored (13.2, 13.3).
import type { LifeEvent, RecordEvent } from "@/lib/domain/event.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { requireContactItselfIn } from "@/lib/store/contacts.ts";
import { stageUndoing } from "@/lib/store/events.ts";
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

/** Whoever has written, or been written to, since they came is not thrown away without asking. */
async function undoReturn(
  change: Change,
  acting: Acting,
  { event, answers }: Undoing<LifeEvent | RecordEvent>,
): Promise<Undone> {
  const read = await requireContactItselfIn(change, event.contactId);
  const { revision, conversationCount = 0 } = read.before;
  const isFresh = event.kind === "created" && revision === 1 && conversationCount === 0;
  if (!isFresh && event.kind === "created" && answers.confirm !== "restore") {
    const confirm = { field: "confirm" as const, now: [], before: [] };
    return { state: "asks", questions: [confirm], problems: {} };
  }
  await stageUndoing(change, read.before.id, event.id);
  return { state: "done", ...await stageDeleted(change, acting, read, { undoes: event.id }) };
}
