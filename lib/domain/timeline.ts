// What a timeline shows of its events: the single ones, and runs of them folded into one entry (13.1).
import type {
  Actor,
  BlockEvent,
  ConversationEvent,
  FieldChange,
  LifeEvent,
  MergeEvent,
  MessageEvent,
  NoteEvent,
  PairEvent,
  RecordEvent,
  TimelineEvent,
} from "./event.ts";

/** Changes of one actor that are this close are one entry. */
export const EDITS_FOLD_MS = 5 * 60_000;

/** One entry or more, the newest first. */
export type Run<T> = [T, ...T[]];

export type TimelineEntry =
  /** Only edits are ever several. */
  | { kind: "record"; events: Run<RecordEvent> }
  | { kind: "note"; events: Run<NoteEvent> }
  /** Of one conversation on one day. */
  | { kind: "messages"; events: Run<MessageEvent> }
  | { kind: "conversation"; events: Run<ConversationEvent> }
  /** What happened to the contact as a whole. */
  | { kind: "life"; events: Run<WholeEvent> };

export type WholeEvent = BlockEvent | MergeEvent | LifeEvent | PairEvent;

/**
 * Adds an event that is older than those in `entries`: to the last of them, or as one more. `dayOf` tells which calendar
 * day a time belongs to.
 */
export function addToTimeline(
  entries: TimelineEntry[],
  event: TimelineEvent,
  dayOf: (atMs: number) => string,
): void {
  const last = entries.at(-1);
  if (!last || !join(last, event, dayOf)) entries.push(entryOf(event));
}

/** What a run of edits changed altogether: a value that came and went again is no change. */
export function netChanges(events: Run<RecordEvent>): FieldChange[] {
  const net = new Map<string, FieldChange>();
  for (const change of events.toReversed().flatMap(({ changes }) => changes)) {
    const first = net.get(change.field) ?? change;
    net.set(change.field, { ...first, after: change.after });
  }
  return [...net.values()].filter(({ before, after }) => !isSame(before, after));
}

function entryOf(event: TimelineEvent): TimelineEntry {
  switch (event.kind) {
    case "created":
    case "edited":
      return { kind: "record", events: [event] };
    case "message":
      return { kind: "messages", events: [event] };
    case "conversation_closed":
    case "conversation_opened":
      return { kind: "conversation", events: [event] };
    case "note_added":
    case "note_edited":
    case "note_deleted":
    case "note_pinned":
    case "note_unpinned":
      return { kind: "note", events: [event] };
    default:
      return { kind: "life", events: [event] };
  }
}

/** Whether the event belongs to the entry, as whose oldest it is then added. */
function join(
  entry: TimelineEntry,
  event: TimelineEvent,
  dayOf: (atMs: number) => string,
): boolean {
  if (entry.kind === "record" && event.kind === "edited") {
    if (!areOneEdit(entry.events[0], event) || !isSameDay(entry, event, dayOf)) return false;
    entry.events.push(event);
    return true;
  }
  if (entry.kind === "messages" && event.kind === "message") {
    const isSameThread = entry.events[0].conversationId === event.conversationId;
    if (!isSameThread || !isSameDay(entry, event, dayOf)) return false;
    entry.events.push(event);
    return true;
  }
  return false;
}

function isSameDay(
  { events: [newest] }: TimelineEntry,
  { atMs }: TimelineEvent,
  dayOf: (atMs: number) => string,
): boolean {
  return dayOf(newest.atMs) === dayOf(atMs);
}

/** What was undone, and what undid it, stand alone: together they would be no change at all. */
function areOneEdit(newest: RecordEvent, event: RecordEvent): boolean {
  if ([newest, event].some(({ undoes, isUndone }) => undoes !== undefined || isUndone)) {
    return false;
  }
  return newest.kind === "edited" && newest.atMs - event.atMs <= EDITS_FOLD_MS &&
    isSameActor(newest.actor, event.actor);
}

function isSameActor(a: Actor, b: Actor): boolean {
  switch (a.kind) {
    case "user":
      return b.kind === "user" && a.userId === b.userId;
    case "import":
      return b.kind === "import" && a.runId === b.runId;
    case "channel":
      return b.kind === "channel" && a.channelId === b.channelId;
    case "system":
      return b.kind === "system";
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
