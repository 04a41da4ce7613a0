// Undoing what a timeline event tells of (13.2): at once where all is as the event left it, by answers where it is not.
import type { FieldChange, TimelineEvent } from "@/lib/domain/event.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { type UndoReply, whyNotUndone } from "@/lib/domain/undo.ts";
import { ConflictError, type FieldProblems } from "@/lib/errors.ts";
import { requireEvent } from "@/lib/store/events.ts";
import { resolveContactId } from "@/lib/store/redirects.ts";
import type { Acting } from "./deps.ts";
import { undoBlock } from "./undo_block.ts";
import { undoConversation } from "./undo_conversation.ts";
import { undoEdit } from "./undo_edit.ts";
import { undoLife } from "./undo_life.ts";
import { undoNote } from "./undo_note.ts";
import { undoPair } from "./undo_pair.ts";
import { undoRefused } from "./undo_refusal.ts";

/** By field; `note`, `block`, `confirm` for what is asked about as a whole. */
export interface UndoWish extends Partial<UndoReply> {
  contactId: number;
  eventId: string;
}

/** What has another value by now than the event has left. */
export interface UndoQuestion {
  field: FieldChange["field"] | "note" | "block" | "confirm";
  now: readonly string[];
  before: readonly string[];
}

export type Undone =
  /** `eventId` is the event that says so, and can be undone in its turn; null when nothing had to be changed. */
  | { state: "done"; contactId: number; eventId: string | null }
  /** Nothing was written: it is to be called again with answers. */
  | { state: "asks"; questions: UndoQuestion[]; problems: FieldProblems }
  /** A page of its own asks, and parts them again. */
  | { state: "merged"; mergeId: string };

/** An event that is about to be undone, and what was answered. */
export interface Undoing<Event extends TimelineEvent> extends UndoReply {
  event: Event;
}

/**
 * One commit with its own event, which says what it undoes. Throws `ForbiddenError`, `NotFoundError`, `ConflictError` when
 * it is undone already, `InputError` on `form` (`undo_late`, `undo_never`, `undo_merged`, and why it cannot be by now).
 */
export async function undoEvent(acting: Acting, wish: UndoWish): Promise<Undone> {
  const { deps: { kv, now }, principal } = acting;
  requireAllowed(principal, "contact.edit");
  const contactId = await resolveContactId(kv, wish.contactId);
  const event = await requireEvent(kv, contactId, wish.eventId);
  const refusal = whyNotUndone(event, now());
  if (refusal === "undo_done") {
    throw new ConflictError(`Cannot undo event ${event.id}: it is undone already`);
  }
  if (refusal !== null) throw undoRefused(event.id, refusal);
  const { answers = {}, seen = {} } = wish;
  return await undo(acting, event, { answers, seen });
}

function undo(acting: Acting, event: TimelineEvent, reply: UndoReply): Promise<Undone> {
  switch (event.kind) {
    case "edited":
      return undoEdit(acting, { event, ...reply });
    case "created":
    case "deleted":
    case "restored":
      return undoLife(acting, { event, ...reply });
    case "note_added":
    case "note_edited":
    case "note_deleted":
    case "note_pinned":
    case "note_unpinned":
      return undoNote(acting, { event, ...reply });
    case "conversation_closed":
    case "conversation_opened":
      return undoConversation(acting, event);
    case "blocked":
    case "block_changed":
    case "unblocked":
      return undoBlock(acting, { event, ...reply });
    case "not_duplicates":
    case "maybe_duplicates":
      return undoPair(acting, event);
    case "merged":
      return Promise.resolve({ state: "merged", mergeId: event.mergeId });
    default:
      throw undoRefused(event.id, "undo_never");
  }
}
