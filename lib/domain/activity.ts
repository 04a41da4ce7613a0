// What people have done, as one list: of which kind each event is, and which belong together (13.1).
import type { TimelineEvent, WorkspaceEvent } from "./event.ts";
import { addToTimeline, type TimelineEntry } from "./timeline.ts";

/** What the activity can be narrowed to. */
export const ACTIVITY_KINDS = [
  "contacts",
  "notes",
  "messages",
  "blocks",
  "merges",
  "deletions",
  "imports",
  "settings",
] as const;
export type ActivityKind = typeof ACTIVITY_KINDS[number];

export type ActivityEntry =
  | { contactId: number; entry: TimelineEntry }
  /** A change of the settings, or an import. */
  | { contactId: null; event: WorkspaceEvent };

export function activityKindOf(event: TimelineEvent | WorkspaceEvent): ActivityKind {
  if ("subject" in event) return event.subject === "import" ? "imports" : "settings";
  switch (event.kind) {
    case "created":
    case "edited":
      return "contacts";
    case "message":
    case "conversation_closed":
    case "conversation_opened":
      return "messages";
    case "blocked":
    case "block_changed":
    case "unblocked":
    case "block_ended":
      return "blocks";
    case "merged":
    case "unmerged":
    case "not_duplicates":
    case "maybe_duplicates":
      return "merges";
    case "deleted":
    case "restored":
      return "deletions";
    default:
      return "notes";
  }
}

/** Adds an event that is older than those in `entries`: to the last of them as on the contact's card, or as one more. */
export function addToActivity(
  entries: ActivityEntry[],
  event: TimelineEvent | WorkspaceEvent,
  dayOf: (atMs: number) => string,
): void {
  if ("subject" in event) {
    entries.push({ contactId: null, event });
    return;
  }
  const { contactId } = event;
  const last = entries.at(-1);
  const run = last && last.contactId === contactId ? [last.entry] : [];
  const before = run.length;
  addToTimeline(run, event, dayOf);
  const entry = run.at(-1);
  if (entry && run.length > before) entries.push({ contactId, entry });
}

/** The newest event of an entry, and the oldest. */
export function endsOf(entry: ActivityEntry) {
  if (entry.contactId === null) return { newest: entry.event, oldest: entry.event };
  const { events } = entry.entry;
  return { newest: events[0], oldest: events.at(-1) ?? events[0] };
}
