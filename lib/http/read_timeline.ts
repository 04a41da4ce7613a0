// A page of a contact's timeline: events read in blocks until enough entries are full.
import { addToTimeline, type TimelineEntry } from "@/lib/domain/timeline.ts";
import { dayKey } from "@/lib/i18n/format.ts";
import { listEvents } from "@/lib/store/events.ts";

/** Entries on one page. */
export const ENTRIES_MAX = 50;
/** Events behind them, however many belong together. */
export const EVENTS_MAX = 500;
/** Mostly the first block is enough, and one wait. */
const BLOCKS = [100, EVENTS_MAX - 100];
const QUARTER_MS = 15 * 60_000;

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
  const { contactId } = wish;
  const dayOf = dayFinder(wish.timeZone);
  const entries: TimelineEntry[] = [];
  let next = isEventId(wish.before) ? wish.before : null;
  for (const limit of BLOCKS) {
    const block = await listEvents(kv, contactId, { limit, before: next });
    for (const event of block.events) {
      addToTimeline(entries, event, dayOf);
      // The last entry might have gone on: one more shows that it is whole.
      if (entries.length > ENTRIES_MAX) return cut(entries);
    }
    next = block.next;
    if (next === null) break;
  }
  return { entries, next };
}

/** `dayKey()` that asks the calendar once for each quarter of an hour: no zone changes its day within one. */
export function dayFinder(timeZone: string): (atMs: number) => string {
  const days = new Map<number, string>();
  return (atMs) => {
    const quarter = Math.floor(atMs / QUARTER_MS);
    const day = days.get(quarter) ?? dayKey(timeZone, atMs);
    days.set(quarter, day);
    return day;
  };
}

function cut(entries: TimelineEntry[]): TimelinePage {
  const shown = entries.slice(0, ENTRIES_MAX);
  return { entries: shown, next: shown.at(-1)?.events.at(-1)?.id ?? null };
}

export function isEventId(text: string | null): text is string {
  return text !== null && /^[0-9A-Za-z]{1,40}$/.test(text);
}
