import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type BlockEnds, blockEnds } from "./block_end.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const ZONES = Intl.supportedValuesOf("timeZone");
const FROM_MS = Date.UTC(2020, 0, 1);
const TO_MS = Date.UTC(2031, 0, 1);

/** Days of a zone, by the formatter and not by what the code under test uses. */
function calendarOf(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  return (ms) => format.format(ms);
}

/** The day so many days after this one, by the calendar alone. */
function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

function nextMonday(day: string): string {
  const weekday = new Date(Date.parse(day)).getUTCDay() || 7;
  return dayAfter(day, 8 - weekday);
}

function nextFirst(day: string): string {
  const [year = 0, month = 0] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

/** Every end is after now, and the first moment of the day that it names. */
function assertRight(nowMs: number, ends: BlockEnds, dayOf: (ms: number) => string): void {
  const today = dayOf(nowMs);
  const days: [number | null, string][] = [
    [ends.tomorrow, dayAfter(today, 1)],
    [ends.next_week, nextMonday(today)],
    [ends.next_month, nextFirst(today)],
  ];
  for (const [untilMs, day] of days) {
    const end = untilMs ?? NaN;
    assert(end > nowMs, `${day} ends at ${end}, not after ${nowMs}`);
    assertEquals(dayOf(end), day);
    assert(dayOf(end - 1) < day, `${day} has begun before ${end}`);
  }
  assertEquals(ends.hour, nowMs + HOUR_MS);
  assertEquals(ends.forever, null);
}

function offsetMs(timeZone: string, ms: number): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  return zoned.offsetNanoseconds / 1e6;
}

/** The first moments at which clocks show something else than they would have: found by looking, not by asking. */
function clockChanges(timeZone: string): number[] {
  const changes: number[] = [];
  let before = offsetMs(timeZone, FROM_MS);
  for (let ms = FROM_MS; ms < TO_MS; ms += 7 * DAY_MS) {
    const after = offsetMs(timeZone, ms + 7 * DAY_MS);
    if (after !== before) changes.push(changeBetween(timeZone, ms, ms + 7 * DAY_MS));
    before = after;
  }
  return changes;
}

function changeBetween(timeZone: string, from: number, to: number): number {
  const before = offsetMs(timeZone, from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(timeZone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Around a change: its very moment, the hours beside it, the days, the weeks and months that lead over it. */
const AROUND_MS = [
  -31 * DAY_MS,
  -7 * DAY_MS,
  -DAY_MS,
  -12 * HOUR_MS,
  -HOUR_MS,
  -1,
  0,
  1,
  HOUR_MS - 1,
  HOUR_MS,
  2 * HOUR_MS,
  DAY_MS,
];

Deno.test("blockEnds() is right in every zone around every change of its clocks from 2020 to 2030", () => {
  let changes = 0;
  for (const timeZone of ZONES) {
    const dayOf = calendarOf(timeZone);
    for (const changeMs of clockChanges(timeZone)) {
      changes++;
      for (const aroundMs of AROUND_MS) {
        const nowMs = changeMs + aroundMs;
        assertRight(nowMs, blockEnds(nowMs, timeZone), dayOf);
      }
    }
  }
  assert(ZONES.length > 400 && changes > 2500, `${ZONES.length} zones, ${changes} changes`);
});

Deno.test("blockEnds() is right in every zone at any moment", () => {
  const zones = fc.constantFrom(...ZONES);
  const moments = fc.integer({ min: FROM_MS, max: TO_MS });
  fc.assert(
    fc.property(zones, moments, (timeZone, nowMs) => {
      assertRight(nowMs, blockEnds(nowMs, timeZone), calendarOf(timeZone));
    }),
    { numRuns: 2000 },
  );
});

function moment(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds;
}

/** Now, zone, the end of tomorrow: what no rule of thumb gets right. */
const ODD_DAYS: [why: string, now: string, timeZone: string, tomorrow: string][] = [
  ["an ordinary day", "2026-11-22T12:00Z", "Europe/Kyiv", "2026-11-22T22:00Z"],
  ["a day of 25 hours", "2026-10-24T21:30Z", "Europe/Kyiv", "2026-10-25T22:00Z"],
  ["midnight is skipped", "2026-04-23T12:00Z", "Africa/Cairo", "2026-04-23T22:00Z"],
  ["half an hour of summer", "2026-04-04T12:59Z", "Australia/Lord_Howe", "2026-04-04T13:00Z"],
  ["a day is skipped", "2011-12-30T09:00Z", "Pacific/Apia", "2011-12-30T10:00Z"],
  ["midnight comes twice, once gone", "2010-11-07T02:45Z", "America/St_Johns", "2010-11-07T03:30Z"],
];

for (const [why, now, timeZone, tomorrow] of ODD_DAYS) {
  Deno.test(`tomorrow begins at its first moment that is to come: ${why}`, () => {
    const nowMs = moment(now);
    assertEquals(blockEnds(nowMs, timeZone).tomorrow, moment(tomorrow));
  });
}

Deno.test("next week is never today: on a Monday it is the Monday after", () => {
  const ends = blockEnds(moment("2026-11-23T10:00Z"), "Europe/Kyiv");
  assertEquals(ends.next_week, moment("2026-11-29T22:00Z"));
  assertEquals(ends.next_month, moment("2026-11-30T22:00Z"));
});
