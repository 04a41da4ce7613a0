import { assertEquals } from "@std/assert";
import { dayKey, formatLanguage, formatRelative } from "./format.ts";

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
