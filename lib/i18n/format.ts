// Numbers, dates and times as people of each language write them. Callers pass now and the time zone.
import type { Locale } from "@/lib/domain/user.ts";

const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();
const languageNames = new Map<string, Intl.DisplayNames>();

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** 48 213 or 48,213; with as many digits after the point as values of attributes have. */
export function formatNumber(locale: Locale, value: number): string {
  const format = () => new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
  return cached(numberFormats, locale, format).format(value);
}

/** A number that may not be known yet: then three dots. */
export function formatCount(locale: Locale, count: number | null): string {
  return count === null ? "…" : formatNumber(locale, count);
}

/** "22 лист. 2026 р., 14:05", with the zone left to the page. */
export function formatDateTime(locale: Locale, timeZone: string, atMs: number): string {
  return dateFormat(locale, timeZone, { dateStyle: "medium", timeStyle: "short" }).format(atMs);
}

/** "22 листопада 2026 р.". */
export function formatDay(locale: Locale, timeZone: string, atMs: number): string {
  return dateFormat(locale, timeZone, { dateStyle: "long" }).format(atMs);
}

/** "22 листопада", with the year when it is not this one: headings of days. */
export function formatDayHeading(
  locale: Locale,
  timeZone: string,
  atMs: number,
  nowMs: number,
): string {
  if (!isSameYear(timeZone, atMs, nowMs)) return formatDay(locale, timeZone, atMs);
  return dateFormat(locale, timeZone, { day: "numeric", month: "long" }).format(atMs);
}

/** "22 лист. 2026 р.". */
export function formatDate(locale: Locale, timeZone: string, atMs: number): string {
  return dateFormat(locale, timeZone, { dateStyle: "medium" }).format(atMs);
}

/** "22 лист. 2026 р." for `2026-11-22`: a day of the calendar is the same in every zone. */
export function formatCalendarDay(locale: Locale, day: string): string {
  return formatDate(locale, "UTC", Date.parse(`${day}T00:00:00Z`));
}

/** "14:05". */
export function formatTime(locale: Locale, timeZone: string, atMs: number): string {
  return dateFormat(locale, timeZone, { timeStyle: "short" }).format(atMs);
}

/** "today, 15:24", "пн, 24 лист., 00:00", "22 Jan 2027, 00:00" of another year: a moment to come, to the minute. */
export function formatEnd(locale: Locale, timeZone: string, atMs: number, nowMs: number): string {
  if (isSameDay(timeZone, atMs, nowMs)) {
    return `${relative(locale, 0, "day")}, ${exactFormat(locale, timeZone).format(atMs)}`;
  }
  const date = { day: "numeric", month: "short" } as const;
  const more = isSameYear(timeZone, atMs, nowMs) ? { weekday: "short" as const } : {
    year: "numeric" as const,
  };
  return exactFormat(locale, timeZone, { ...date, ...more }).format(atMs);
}

/** `formatEnd` for after "until": of today only the time, "15:24". */
export function formatUntil(
  locale: Locale,
  timeZone: string,
  atMs: number,
  nowMs: number,
): string {
  return isSameDay(timeZone, atMs, nowMs)
    ? exactFormat(locale, timeZone).format(atMs)
    : formatEnd(locale, timeZone, atMs, nowMs);
}

/** With the time as 24 hours have it: midnight is 00:00 in every language. */
function exactFormat(locale: Locale, timeZone: string, date: Intl.DateTimeFormatOptions = {}) {
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return dateFormat(locale, timeZone, { ...date, ...time });
}

/** "GMT+2": how far the zone's clocks are ahead at that moment. */
export function formatOffset(timeZone: string, atMs: number): string {
  const parts = dateFormat("en", timeZone, { timeZoneName: "shortOffset" }).formatToParts(atMs);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

/** The calendar day as `2026-11-22`, by which events are grouped. */
export function dayKey(timeZone: string, atMs: number): string {
  return dateFormat("en-CA", timeZone, { year: "numeric", month: "2-digit", day: "2-digit" })
    .format(atMs);
}

/** The day before a `dayKey()`: of the calendar, because a day may have 23 or 25 hours. */
export function previousDayKey(key: string): string {
  return new Date(Date.parse(`${key}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

/** "5 хв тому", "yesterday", and from a week on the date. Never rounds up. */
export function formatRelative(
  locale: Locale,
  timeZone: string,
  atMs: number,
  nowMs: number,
): string {
  const agoMs = Math.max(0, nowMs - atMs);
  if (agoMs < HOUR_MS) return relative(locale, -Math.floor(agoMs / MINUTE_MS), "minute");
  if (agoMs < DAY_MS) return relative(locale, -Math.floor(agoMs / HOUR_MS), "hour");
  if (agoMs < 7 * DAY_MS) return relative(locale, -Math.floor(agoMs / DAY_MS), "day");
  const parts: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };
  const shown = isSameYear(timeZone, atMs, nowMs) ? parts : { ...parts, year: "numeric" } as const;
  return dateFormat(locale, timeZone, shown).format(atMs);
}

function isSameDay(timeZone: string, atMs: number, nowMs: number): boolean {
  return dayKey(timeZone, atMs) === dayKey(timeZone, nowMs);
}

function isSameYear(timeZone: string, atMs: number, nowMs: number): boolean {
  return dayKey(timeZone, atMs).slice(0, 4) === dayKey(timeZone, nowMs).slice(0, 4);
}

/** "3 розмови, 1 нотатка і 2 теги". */
export function formatList(locale: Locale, parts: readonly string[]): string {
  return new Intl.ListFormat(locale).format(parts);
}

/** "українська" for `uk`; the code itself when it has no name. */
export function formatLanguage(locale: Locale, code: string): string {
  const names = cached(
    languageNames,
    locale,
    () => new Intl.DisplayNames(locale, { type: "language" }),
  );
  try {
    return names.of(code) ?? code;
  } catch {
    return code; // not a well-formed tag, as an old import may have left one
  }
}

function relative(locale: Locale, amount: number, unit: Intl.RelativeTimeFormatUnit): string {
  const format = cached(
    relativeFormats,
    locale,
    () => new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" }),
  );
  return format.format(amount, unit);
}

/** In English as most of Europe writes it: the day before the month, and 24 hours. */
function dateFormat(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions) {
  const key = `${locale}|${timeZone}|${Object.entries(options).join()}`;
  return cached(
    dateFormats,
    key,
    () => new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { ...options, timeZone }),
  );
}

function cached<T>(formats: Map<string, T>, key: string, make: () => T): T {
  const found = formats.get(key);
  if (found !== undefined) return found;
  const made = make();
  formats.set(key, made);
  return made;
}
