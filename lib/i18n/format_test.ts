import { assertEquals } from "@std/assert";
import {
  dayKey,
  formatDateTime,
  formatDayHeading,
  formatEnd,
  formatLanguage,
  formatOffset,
  formatRelative,
  formatUntil,
  previousDayKey,
} from "./format.ts";

const KYIV = "Europe/Kyiv";
const NOW = Date.parse("2026-11-22T12:00:00Z");
const MINUTE_MS = 60_000;
const ago = (ms: number) => formatRelative("en", KYIV, NOW - ms, NOW);

Deno.test("formatRelative() never rounds up, so that nothing looks older than it is", () => {
  assertEquals(ago(59 * MINUTE_MS + 59_999), "59 min. ago");
  assertEquals(ago(119 * MINUTE_MS), "1 hr. ago");
});

Deno.test("formatRelative() names the date from a week on, and the year when it is another", () => {
  assertEquals(ago(7 * 24 * 60 * MINUTE_MS), "15 Nov");
  assertEquals(ago(400 * 24 * 60 * MINUTE_MS), "18 Oct 2025");
});

Deno.test("formatRelative() shows a moment of the future, as clocks differ, as now", () => {
  assertEquals(ago(-5000), "this minute");
});

Deno.test("dayKey() is the day in the given zone, not in UTC", () => {
  assertEquals(dayKey(KYIV, Date.parse("2026-11-21T22:30:00Z")), "2026-11-22");
  assertEquals(dayKey("America/New_York", Date.parse("2026-11-21T22:30:00Z")), "2026-11-21");
});

Deno.test("formatLanguage() shows a code that is no language tag as it is", () => {
  assertEquals(formatLanguage("uk", "en"), "англійська");
  assertEquals(formatLanguage("uk", "not a tag"), "not a tag");
});

Deno.test("formatDayHeading() names the year only when it is another", () => {
  assertEquals(
    formatDayHeading("uk", KYIV, Date.parse("2026-11-18T12:00:00Z"), NOW),
    "18 листопада",
  );
  assertEquals(formatDayHeading("en", KYIV, Date.parse("2025-12-31T23:30:00Z"), NOW), "1 January");
  assertEquals(
    formatDayHeading("en", KYIV, Date.parse("2025-12-31T12:00:00Z"), NOW),
    "31 December 2025",
  );
});

Deno.test("moments are told by the day first and by 24 hours, in both languages alike", () => {
  const at = Date.parse("2026-11-22T22:05:00Z");
  assertEquals(formatDateTime("en", KYIV, at), "23 Nov 2026, 00:05");
  assertEquals(formatDateTime("uk", KYIV, at), "23 лист. 2026 р., 00:05");
});

Deno.test("previousDayKey() goes by the calendar, whatever the clocks do", () => {
  assertEquals(previousDayKey("2026-03-01"), "2026-02-28");
  assertEquals(previousDayKey("2026-01-01"), "2025-12-31");
  assertEquals(previousDayKey("2026-03-30"), "2026-03-29"); // 23 hours in Kyiv
});

Deno.test("formatEnd() tells moments to come by day and time, in 24 hours, and with the year when it is another", () => {
  const end = (at: string, locale: "en" | "uk" = "en") =>
    formatEnd(locale, KYIV, Date.parse(at), NOW);
  assertEquals(end("2026-11-22T13:24:00Z", "uk"), "сьогодні, 15:24");
  assertEquals(end("2026-11-22T22:00:00Z"), "Mon 23 Nov, 00:00");
  assertEquals(end("2026-11-30T22:00:00Z"), "Tue 1 Dec, 00:00");
  assertEquals(end("2026-11-30T22:00:00Z", "uk"), "вт, 1 груд., 00:00");
  assertEquals(end("2027-01-21T22:00:00Z"), "22 Jan 2027, 00:00");
});

Deno.test("formatEnd() knows today by the calendar where a day has 23 or 25 hours", () => {
  const [lateBefore23, after23] = ["2026-03-28T21:30:00Z", "2026-03-29T21:30:00Z"].map(Date.parse);
  assertEquals(formatEnd("en", KYIV, after23 ?? 0, lateBefore23 ?? 0), "Mon 30 Mar, 00:30");
  const [early25, late25] = ["2026-10-24T21:10:00Z", "2026-10-25T21:50:00Z"].map(Date.parse);
  assertEquals(formatEnd("en", KYIV, late25 ?? 0, early25 ?? 0), "today, 23:50");
});

Deno.test("formatUntil() of today is the time alone", () => {
  assertEquals(formatUntil("en", KYIV, Date.parse("2026-11-22T13:24:00Z"), NOW), "15:24");
  assertEquals(
    formatUntil("uk", KYIV, Date.parse("2026-11-22T22:00:00Z"), NOW),
    "пн, 23 лист., 00:00",
  );
});

Deno.test("formatOffset() is that of the moment, summer or winter", () => {
  assertEquals(formatOffset(KYIV, Date.parse("2026-07-01T00:00:00Z")), "GMT+3");
  assertEquals(formatOffset(KYIV, NOW), "GMT+2");
});
