// When the presets of a block end: exact moments, by the calendar of the workspace's zone (8.1).
import type { BlockPreset } from "./block_choice.ts";

const HOUR_MS = 60 * 60_000;

/** Milliseconds since the epoch of the first moment at which messages arrive again; null: never. */
export type BlockEnds = Record<Exclude<BlockPreset, "until">, number | null>;

/**
 * Tomorrow, next week and next month begin with their first day (the next day, the next Monday, the next 1st), at its
 * first moment, which is not midnight where clocks skip it. All ends are later than `nowMs`.
 */
export function blockEnds(nowMs: number, timeZone: string): BlockEnds {
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone);
  const today = now.toPlainDate();
  const start = (date: Temporal.PlainDate) => firstMomentAfter(nowMs, date, timeZone);
  return {
    hour: nowMs + HOUR_MS,
    tomorrow: start(today.add({ days: 1 })),
    next_week: start(today.add({ days: 8 - today.dayOfWeek })),
    next_month: start(today.with({ day: 1 }).add({ months: 1 })),
    forever: null,
  };
}

/** Where clocks go back over midnight a day begins twice, and it may have begun once already. */
function firstMomentAfter(nowMs: number, date: Temporal.PlainDate, timeZone: string): number {
  const first = date.toZonedDateTime(timeZone).epochMilliseconds;
  if (first > nowMs) return first;
  return date.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: "later" })
    .epochMilliseconds;
}
