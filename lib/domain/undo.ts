// What can be undone, for how long, by whom; and what a change of fields was before (13.2).
import { ForbiddenError } from "@/lib/errors.ts";
import { attributeKeyOf } from "./attribute_key.ts";
import type { FieldChange, TimelineEvent } from "./event.ts";
import { UNDO_MS } from "./merge.ts";
import { mayModerateNote } from "./note_access.ts";
import { isAllowed, isSwitchedOn } from "./policy.ts";
import type { Rights } from "./rights.ts";
import type { Principal } from "./user.ts";

/** What to do where a field has another value by now than the change has left. */
export type UndoAnswer = "keep" | "restore";
export type UndoAnswers = Readonly<Record<string, UndoAnswer>>;

/** What was answered, by field. */
export interface UndoReply {
  answers: UndoAnswers;
  /** `seenText` of what the field had when it was answered; where it is not known, the answer holds of any value. */
  seen: Readonly<Record<string, string>>;
}

/** The answer about a field, if it was given of what the field has now: of any other value nobody has been asked. */
export function answerOf(
  { answers, seen }: UndoReply,
  field: string,
  now: readonly string[],
): UndoAnswer | undefined {
  const of = seen[field];
  return of === undefined || of === seenText(now) ? answers[field] : undefined;
}

/** What a form says of the values that were shown beside a question. */
export function seenText(now: readonly string[]): string {
  return JSON.stringify(now);
}

/** Whether the event tells of something that can be taken back at this moment, by someone. */
export function isUndoable(event: TimelineEvent, nowMs: number): boolean {
  return whyNotUndone(event, nowMs) === null;
}

/** Why nobody can take back what the event tells of, as a code of `problem.` of the texts; null where somebody can. */
export function whyNotUndone(event: TimelineEvent, nowMs: number) {
  if (event.isUndone) return "undo_done";
  if (!isReversible(event)) return "undo_never";
  if (isOfMerged(event)) return "undo_merged";
  return nowMs < event.atMs + UNDO_MS ? null : "undo_late";
}

/** That a contact came or went tells of the one that was merged, and must not make the kept one go. */
function isOfMerged({ kind, mergeIds = [] }: TimelineEvent): boolean {
  return mergeIds.length > 0 && LIVES.has(kind);
}

/** Whether what the event tells of can be taken back at all. */
function isReversible(event: TimelineEvent): boolean {
  if (event.kind === "edited") return event.changes.some(isByHand);
  if (event.kind === "note_deleted") return event.was !== undefined; // of older ones too little is known
  return REVERSIBLE.has(event.kind);
}

const LIVES = new Set<TimelineEvent["kind"]>(["created", "deleted", "restored"]);

const REVERSIBLE = new Set<TimelineEvent["kind"]>([
  ...LIVES,
  "note_added",
  "note_edited",
  "note_pinned",
  "note_unpinned",
  "conversation_closed",
  "conversation_opened",
  "blocked",
  "block_changed",
  "unblocked",
  "merged",
  "not_duplicates",
  "maybe_duplicates",
]);

/** Whether the control is offered; the action that it leads to asks again, of what is there then. */
export function mayUndo(principal: Principal, rights: Rights, event: TimelineEvent): boolean {
  switch (event.kind) {
    case "created":
    case "deleted":
    case "restored":
      return isSwitchedOn(principal, "contact.delete", rights);
    case "blocked":
    case "block_changed":
    case "unblocked":
      return isSwitchedOn(principal, "contact.block", rights);
    case "merged":
      return isSwitchedOn(principal, "contact.merge", rights);
    case "note_edited":
      return isOwn(principal, event);
    case "note_added":
    case "note_pinned":
    case "note_unpinned":
      return isOwn(principal, event) || isAllowed(principal, "note.moderate");
    case "note_deleted":
      return event.was !== undefined &&
        mayModerateNote(principal, { id: event.noteId, authorUserId: event.was.authorUserId });
    case "conversation_closed":
    case "conversation_opened":
      return isAllowed(principal, "conversation.write");
    default:
      return isAllowed(principal, "contact.edit");
  }
}

/** For the page that asks. Throws `ForbiddenError` where the control is not offered. */
export function requireMayUndo(principal: Principal, rights: Rights, event: TimelineEvent): void {
  if (mayUndo(principal, rights, event)) return;
  throw new ForbiddenError(`User ${principal.id} may not undo event ${event.id}`);
}

/** Of a channel's change, what came with the sender is not for people to change. */
export function isByHand({ field }: FieldChange): boolean {
  return BY_HAND.has(field) || attributeKeyOf(field) !== null;
}

/** What one field of an undone change becomes; `asks` where nobody has answered yet. */
export type FieldUndo = { state: "same" } | { state: "set"; to: string[] } | { state: "asks" };

/**
 * Tags that came since stay, and those that went since stay away: nobody is asked. Any other value that is neither the
 * one before nor the one after is asked about.
 */
export function undoneField(
  { field, before, after }: FieldChange,
  now: readonly string[],
  answer: UndoAnswer | undefined,
): FieldUndo {
  if (answer === "keep" || isSameList(now, before)) return { state: "same" };
  if (answer === "restore" || isSameList(now, after)) return { state: "set", to: before };
  if (field !== "tags") return { state: "asks" };
  const back = before.filter((id) => !after.includes(id) && !now.includes(id));
  const to = [...now.filter((id) => before.includes(id) || !after.includes(id)), ...back];
  return isSameList(now, to) ? { state: "same" } : { state: "set", to };
}

export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

const BY_HAND = new Set<string>(["name", "emails", "phones", "tags", "language"]);

function isOwn({ id }: Principal, { actor }: TimelineEvent): boolean {
  return actor.kind === "user" && actor.userId === id;
}
