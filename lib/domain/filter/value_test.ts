import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  canonicalDay,
  canonicalNumber,
  canonicalPeriod,
  NUMBER_MAX,
  periodParts,
  shiftedDay,
} from "./value.ts";

const DAY_MS = 86_400_000;

/** Written so, and read as; null is refused. */
const NUMBERS: [string, string | null][] = [
  ["10", "10"],
  ["-2.5", "-2.5"],
  [" 2,5 ", "2.5"],
  ["−3", "-3"],
  ["+7", "7"],
  ["007", "7"],
  ["-0", "0"],
  ["1 000 000", "1000000"],
  ["1\u00a0000,5", "1000.5"],
  ["0,125", "0.125"],
  ["1,000", null], // a thousand, or one
  ["1,000,000", null],
  ["1e5", null],
  ["0x10", null],
  ["1.", null],
  [".5", null],
  ["1 2", null],
  ["", null],
  ["-", null],
  ["Infinity", null],
  ["NaN", null],
  ["1000000000000000", "1000000000000000"],
  ["1000000000000001", null],
  ["-1000000000000001", null],
  ["0.0000001", null],
  ["0.000001", "0.000001"],
];

Deno.test("canonicalNumber() reads what people write, and refuses what could mean two numbers", () => {
  for (const [text, expected] of NUMBERS) assertEquals(canonicalNumber(text), expected, text);
});

Deno.test("canonicalNumber() takes back what it wrote, and its value is the one written", () => {
  const numbers = fc.tuple(
    fc.integer({ min: -1e12, max: 1e12 }),
    fc.stringMatching(/^(\.\d{1,6})?$/),
  );
  fc.assert(fc.property(numbers, ([whole, fraction]) => {
    const canonical = canonicalNumber(`${whole}${fraction}`);
    assertEquals(Number(canonical), Number(`${whole}${fraction}`) + 0);
    assertEquals(canonicalNumber(canonical ?? ""), canonical);
  }));
  assertEquals(canonicalNumber(String(NUMBER_MAX)), String(NUMBER_MAX));
});

Deno.test("canonicalDay() takes days that the calendar has, of the years 1900 to 2200", () => {
  const days: [string, string | null][] = [
    ["2026-11-22", "2026-11-22"],
    [" 2026-1-2 ", "2026-01-02"],
    ["22.11.2026", "2026-11-22"],
    ["1.2.2026", "2026-02-01"],
    ["2024-02-29", "2024-02-29"],
    ["2026-02-29", null],
    ["2100-02-29", null],
    ["2026-02-30", null],
    ["2026-13-01", null],
    ["2026-00-10", null],
    ["2026-10-00", null],
    ["1899-12-31", null],
    ["1900-01-01", "1900-01-01"],
    ["2200-12-31", "2200-12-31"],
    ["2201-01-01", null],
    ["0026-11-22", null],
    ["2026-11-22T00:00", null],
    ["11/22/2026", null],
    ["", null],
  ];
  for (const [text, expected] of days) assertEquals(canonicalDay(text), expected, text);
});

Deno.test("shiftedDay() walks the calendar and stops at its ends", () => {
  assertEquals(shiftedDay("2026-02-28", 1), "2026-03-01");
  assertEquals(shiftedDay("2026-01-01", -1), "2025-12-31");
  assertEquals(shiftedDay("2200-12-31", 1), null);
  const days = fc.integer({ min: Date.UTC(1901, 0) / DAY_MS, max: Date.UTC(2199, 0) / DAY_MS });
  fc.assert(fc.property(days, (number) => {
    const day = new Date(number * DAY_MS).toISOString().slice(0, 10);
    assertEquals(canonicalDay(day), day);
    assertEquals(shiftedDay(shiftedDay(day, 1) ?? "", -1), day);
  }));
});

Deno.test("canonicalPeriod() takes 1 to 9999 hours, days, weeks or months", () => {
  const periods: [string, string | null][] = [
    ["30d", "30d"],
    [" 030 D ", "30d"],
    ["1h", "1h"],
    ["9999m", "9999m"],
    ["12w", "12w"],
    ["10000d", null],
    ["0d", null],
    ["-1d", null],
    ["1.5d", null],
    ["d", null],
    ["30", null],
    ["30y", null],
    ["", null],
  ];
  for (const [text, expected] of periods) assertEquals(canonicalPeriod(text), expected, text);
});

Deno.test("periodParts() splits anything that someone has typed so far", () => {
  assertEquals(periodParts("30d"), { amount: "30", unit: "d" });
  assertEquals(periodParts("d"), { amount: "", unit: "d" });
  assertEquals(periodParts("30"), { amount: "30", unit: null });
  fc.assert(fc.property(fc.string(), (text) => {
    const { amount, unit } = periodParts(text);
    assert(text.includes(amount) && (unit === null || text.toLowerCase().includes(unit)));
  }));
});
