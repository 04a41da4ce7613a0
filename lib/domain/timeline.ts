// What a timeline shows of its events: the single ones, and runs of them folded into one entry (13.1).
import type {
  Actor,
  ConversationEvent,
  FieldChange,
  MessageEvent,
  NoteEvent,
  RecordEvent,
  TimelineEvent,
} from "./event.ts";

/** Changes of one actor that are this close are one entry. */
export const EDITS_FOLD_MS = 5 * 60_000;

/** One entry or more, the newest first. */
export type Run<T> = readonly [T, ...T[]];

export type TimelineEntry =
  /** Only edits are ever several. */
  | { kind: "record"; events: Run<RecordEvent> }
  | { kind: "note"; events: Run<NoteEvent> }
  /** Of one conversation on one day. */
  | { kind: "messages"; events: Run<MessageEvent> }
  | { kind: "conversation"; events: Run<ConversationEvent> };

/** Events, newest first, as entries; `dayOf` tells which calendar day a time belongs to. */
export function timelineEntries(
  events: readonly TimelineEvent[],
  dayOf: (atMs: number) => string,
): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  for (const event of events) {
    const joined = join(entries.at(-1), event, dayOf);
    if (joined) entries[entries.length - 1] = joined;
    else entries.push(entryOf(event));
  }
  return entries;
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
    default:
      return { kind: "note", events: [event] };
  }
}

/** The entry with the event as its oldest, or null when they do not belong together. */
function join(
  entry: TimelineEntry | undefined,
  event: TimelineEvent,
  dayOf: (atMs: number) => string,
): TimelineEntry | null {
  if (!entry || dayOf(entry.events[0].atMs) !== dayOf(event.atMs)) return null;
  if (entry.kind === "record" && event.kind === "edited") {
    return areOneEdit(entry.events[0], event)
      ? { ...entry, events: [...entry.events, event] }
      : null;
  }
  if (entry.kind === "messages" && event.kind === "message") {
    const isSameThread = entry.events[0].conversationId === event.conversationId;
    return isSameThread ? { ...entry, events: [...entry.events, event] } : null;
  }
  return null;
}

function areOneEdit(newest: RecordEvent, event: RecordEvent): boolean {
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
