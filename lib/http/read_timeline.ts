// A page of a contact's timeline: events read in blocks until enough entries are full.
import { timelineEntries, type TimelineEntry } from "@/lib/domain/timeline.ts";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import { dayKey } from "@/lib/i18n/format.ts";
import { type EventPage, listEvents } from "@/lib/store/events.ts";

/** Entries on one page. */
export const ENTRIES_MAX = 50;
/** Events behind them, however many belong together. */
export const EVENTS_MAX = 500;
/** Mostly one block is enough, and one wait. */
const EVENTS_PER_READ = 100;

export interface TimelinePage {
  /** Newest first. */
  entries: TimelineEntry[];
  /** `before` of the next page; null at the end. */
  next: string | null;
}

export interface TimelineWish {
  contactId: number;
  /** The id of an event: the page begins with what is older; null, or what is no id, begins with the newest. */
  before: string | null;
  timeZone: string;
}

/** At most 50 entries of at most 500 events. */
export async function readTimeline(kv: Deno.Kv, wish: TimelineWish): Promise<TimelinePage> {
  const { contactId, timeZone } = wish;
  const dayOf = (atMs: number) => dayKey(timeZone, atMs);
  const events: TimelineEvent[] = [];
  let before = isEventId(wish.before) ? wish.before : null;
  while (true) {
    const page: EventPage = await listEvents(kv, contactId, { limit: EVENTS_PER_READ, before });
    events.push(...page.events);
    const entries = timelineEntries(events, dayOf);
    // The last entry may go on in the next block, so one more shows that it is whole.
    if (entries.length > ENTRIES_MAX) return cut(entries);
    if (page.next === null || events.length >= EVENTS_MAX) return { entries, next: page.next };
    before = page.next;
  }
}

function cut(entries: TimelineEntry[]): TimelinePage {
  const shown = entries.slice(0, ENTRIES_MAX);
  return { entries: shown, next: shown.at(-1)?.events.at(-1)?.id ?? null };
}

function isEventId(text: string | null): text is string {
  return text !== null && /^[0-9A-Za-z]{1,40}$/.test(text);
}
