// Days and periods as ranges of milliseconds, in the zone of whoever asks (4.3).
import { periodParts, type PeriodUnit } from "./value.ts";

/** Milliseconds since the epoch, half-open: `from` ≤ moment < `to`. */
export interface TimeRange {
  from: number;
  to: number;
}

/** The calendar day that a moment is in, in the zone. */
export function dayAt(ms: number, timeZone: string): string {
  const moment = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  return moment.toPlainDate().toString();
}

const MINUTE_MS = 60_000;
const UNIT_NAMES: Record<PeriodUnit, "hours" | "days" | "weeks" | "months"> = {
  h: "hours",
  d: "days",
  w: "weeks",
  m: "months",
};

/** From the first moment of a day, which is not midnight where clocks skip it, to that of the next. */
export function dayRange(day: string, timeZone: string): TimeRange {
  const date = Temporal.PlainDate.from(day);
  return {
    from: startMs(date, timeZone),
    to: startMs(date.add({ days: 1 }), timeZone),
  };
}

/** The day that it is in the zone. */
export function todayRange(nowMs: number, timeZone: string): TimeRange {
  return dayRange(dayAt(nowMs, timeZone), timeZone);
}

/** The running minute: what is asked twice within it has the same answer. */
export function minuteRange(nowMs: number): TimeRange {
  const from = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  return { from, to: from + MINUTE_MS };
}

/**
 * The moment a period before the running minute. Hours are exact; days, weeks and months go by the calendar of the zone,
 * so 30 days ago is at the same time of day, and a month before 31 March is the end of February.
 * @param period canonical, such as `30d`.
 */
export function agoMs(period: string, nowMs: number, timeZone: string): number {
  const { amount, unit } = periodParts(period);
  const now = Temporal.Instant.fromEpochMilliseconds(minuteRange(nowMs).from);
  const name = UNIT_NAMES[unit ?? "h"];
  return now.toZonedDateTimeISO(timeZone).subtract({ [name]: Number(amount) }).epochMilliseconds;
}

function startMs(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}
