// Entries by calendar day in the viewer's zone, and what the days are called.
import { dayKey, formatDayHeading, previousDayKey } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export interface Day<Entry> {
  /** A moment of it. */
  atMs: number;
  entries: Entry[];
}

/** Runs of entries of one calendar day. */
export function byDay<Entry>(
  entries: readonly Entry[],
  timeZone: string,
  atMsOf: (entry: Entry) => number,
): Day<Entry>[] {
  const days: Day<Entry>[] = [];
  let current = "";
  for (const entry of entries) {
    const atMs = atMsOf(entry);
    const key = dayKey(timeZone, atMs);
    if (key !== current) days.push({ atMs, entries: [] });
    current = key;
    days.at(-1)?.entries.push(entry);
  }
  return days;
}

export function dayName({ t, locale, timeZone, nowMs }: Viewer, atMs: number): string {
  const [day, today] = [dayKey(timeZone, atMs), dayKey(timeZone, nowMs)];
  if (day === today) return t("timeline.today");
  if (day === previousDayKey(today)) return t("timeline.yesterday");
  return formatDayHeading(locale, timeZone, atMs, nowMs);
}
