import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { agoMs, dayRange, minuteRange } from "./day_range.ts";

const HOUR_MS = 3_600_000;
const ZONES = Intl.supportedValuesOf("timeZone");

const zones = fc.constantFrom(...ZONES);
// From 2012 on: until 2011 Newfoundland set clocks back at 00:01, so that one day came twice.
const moments = fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2100, 0) });

/** The calendar day of a moment as another part of the platform says it. */
function dayAt(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(atMs);
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10);
}

Deno.test("dayRange() has exactly the moments that the zone's calendar gives the day", () => {
  fc.assert(
    fc.property(zones, moments, (timeZone, atMs) => {
      const day = dayAt(atMs, timeZone);
      const { from, to } = dayRange(day, timeZone);
      assert(from <= atMs && atMs < to);
      assertEquals(dayAt(from, timeZone), day);
      assertEquals(dayAt(to - 1, timeZone), day);
      assert(dayAt(from - 1, timeZone) < day);
      assertEquals(dayAt(to, timeZone), nextDay(day));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("a day starts after the hour that clocks skip at midnight", () => {
  // Beirut, 2026-03-29: from 00:00 to 01:00.
  const { from, to } = dayRange("2026-03-29", "Asia/Beirut");
  assertEquals(new Date(from).toISOString(), "2026-03-28T22:00:00.000Z");
  assertEquals((to - from) / HOUR_MS, 23);
  assertEquals(dayRange("2026-03-28", "Asia/Beirut").to, from);
});

Deno.test("a day is as long as clocks make it", () => {
  const hours = (day: string, timeZone: string) => {
    const { from, to } = dayRange(day, timeZone);
    return (to - from) / HOUR_MS;
  };
  assertEquals(hours("2026-03-29", "Europe/Kyiv"), 23);
  assertEquals(hours("2026-10-25", "Europe/Kyiv"), 25);
  assertEquals(hours("2026-11-22", "Europe/Kyiv"), 24);
  assertEquals(hours("2026-10-04", "Australia/Lord_Howe"), 23.5);
});

Deno.test("a day that a zone left out of its calendar has no moments", () => {
  const { from, to } = dayRange("2011-12-30", "Pacific/Apia"); // it moved over the date line
  assertEquals(from, to);
});

Deno.test("agoMs() counts hours exactly, and days, weeks and months by the calendar", () => {
  const ago = (period: string, now: string, timeZone = "Europe/Kyiv") =>
    new Date(agoMs(period, Date.parse(now), timeZone)).toISOString();
  assertEquals(ago("24h", "2026-10-25T12:00:59Z"), "2026-10-24T12:00:00.000Z");
  assertEquals(ago("1d", "2026-10-25T12:00:59Z"), "2026-10-24T11:00:00.000Z"); // 14:00 of the day before
  assertEquals(ago("2w", "2026-11-22T12:00:00Z"), "2026-11-08T12:00:00.000Z");
  assertEquals(ago("1m", "2026-03-31T10:00:00Z", "UTC"), "2026-02-28T10:00:00.000Z");
  assertEquals(ago("9999m", "2026-11-22T12:00:00Z", "UTC"), "1193-08-22T12:00:00.000Z");
});

Deno.test("agoMs() is never later for a longer period", () => {
  fc.assert(
    fc.property(zones, moments, fc.integer({ min: 1, max: 500 }), (timeZone, nowMs, amount) => {
      for (const unit of ["h", "d", "w", "m"]) {
        const shorter = agoMs(`${amount}${unit}`, nowMs, timeZone);
        assert(shorter < nowMs);
        assert(agoMs(`${amount + 1}${unit}`, nowMs, timeZone) <= shorter);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("minuteRange() has the moment itself", () => {
  fc.assert(fc.property(moments, (nowMs) => {
    const { from, to } = minuteRange(nowMs);
    assert(from <= nowMs && nowMs < to);
    assertEquals(from % 60_000, 0);
    assertEquals(to - from, 60_000);
  }));
});
