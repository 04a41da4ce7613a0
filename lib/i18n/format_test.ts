import { assertEquals } from "@std/assert";
import {
  dayKey,
  formatDayHeading,
  formatLanguage,
  formatRelative,
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
  assertEquals(ago(7 * 24 * 60 * MINUTE_MS), "Nov 15");
  assertEquals(ago(400 * 24 * 60 * MINUTE_MS), "Oct 18, 2025");
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
  assertEquals(formatDayHeading("en", KYIV, Date.parse("2025-12-31T23:30:00Z"), NOW), "January 1");
  assertEquals(
    formatDayHeading("en", KYIV, Date.parse("2025-12-31T12:00:00Z"), NOW),
    "December 31, 2025",
  );
});

Deno.test("previousDayKey() goes by the calendar, whatever the clocks do", () => {
  assertEquals(previousDayKey("2026-03-01"), "2026-02-28");
  assertEquals(previousDayKey("2026-01-01"), "2025-12-31");
  assertEquals(previousDayKey("2026-03-30"), "2026-03-29"); // 23 hours in Kyiv
});
