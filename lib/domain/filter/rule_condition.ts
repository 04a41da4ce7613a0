// What one rule asks, as a condition: texts, sets, and half-open ranges of numbers and times.
import type { CountryCode } from "libphonenumber-js";
import {
  type Condition,
  NOBODY,
  type NumberField,
  type SetFamily,
  type TextColumn,
  type TextTest,
} from "./condition.ts";
import { dayNumber } from "./day_number.ts";
import { agoMs, dayAt, dayRange, minuteRange, todayRange } from "./day_range.ts";
import { textValues } from "./text_values.ts";
import type { FilterOp, Match } from "./tree.ts";

const TEXT_TESTS: Partial<Record<FilterOp, TextTest>> = {
  is: "is",
  is_not: "is",
  contains: "contains",
  not_contains: "contains",
  starts: "starts",
};

export function textCondition(
  column: TextColumn,
  op: FilterOp,
  { text, country }: { text: string; country: CountryCode },
): Condition {
  const present: Condition = { kind: "present", field: column };
  const test = TEXT_TESTS[op];
  if (test === undefined) return op === "empty" ? not(present) : present;
  const values = textValues(column, test, { text, country });
  const positive: Condition = { kind: "text", column, test, values };
  return op === "is_not" || op === "not_contains" ? not(positive) : positive;
}

export function setCondition(
  family: SetFamily,
  op: FilterOp,
  values: readonly string[],
): Condition {
  const positive: Condition = { kind: "member", family, anyOf: values };
  if (op === "none" || op === "empty") return not(positive);
  if (op !== "all") return positive;
  return joined("all", values.map((value) => ({ kind: "member", family, anyOf: [value] })));
}

/** "No" is said by somebody; "not set" is neither. */
export function checkboxCondition(family: SetFamily, op: FilterOp): Condition {
  const anyOf = op === "true" || op === "false" ? [op] : [];
  const positive: Condition = { kind: "member", family, anyOf };
  return op === "empty" ? not(positive) : positive;
}

/** Half-open: `from` ≤ number < `to`. */
interface Range {
  from: number;
  to: number;
}

/** @param range null for whether there is a number at all. */
export function rangeCondition(field: NumberField, op: FilterOp, range: Range | null): Condition {
  const present: Condition = { kind: "present", field };
  if (range === null) return op === "empty" ? not(present) : present;
  const positive: Condition = { kind: "range", field, ...range };
  return op === "ne" ? not(positive) : positive;
}

export function numberRange(op: FilterOp, values: readonly string[]): Range | null {
  const [first = NaN, second = first] = values.map(Number);
  switch (op) {
    case "eq":
    case "ne":
    case "between":
      return { from: first, to: nextUp(second) };
    case "lt":
      return { from: -Infinity, to: first };
    case "le":
      return { from: -Infinity, to: nextUp(first) };
    case "gt":
      return { from: nextUp(first), to: Infinity };
    case "ge":
      return { from: first, to: Infinity };
    default:
      return null;
  }
}

export function timeRange(
  op: FilterOp,
  [first = "", second = first]: readonly string[],
  { nowMs, timeZone }: { nowMs: number; timeZone: string },
): Range | null {
  switch (op) {
    case "today":
      return todayRange(nowMs, timeZone);
    case "on":
    case "between":
      return { from: dayRange(first, timeZone).from, to: dayRange(second, timeZone).to };
    case "before":
      return { from: -Infinity, to: dayRange(first, timeZone).from };
    case "after":
      return { from: dayRange(first, timeZone).to, to: Infinity };
    case "last":
      return { from: agoMs(first, nowMs, timeZone), to: minuteRange(nowMs).to };
    case "ago":
      return { from: -Infinity, to: agoMs(first, nowMs, timeZone) };
    default:
      return null;
  }
}

/**
 * Of an attribute's date, which is a day of no zone: in days since 1970. Today is the viewer's. "In the last" goes from
 * the day on which the period began to today; "more than … ago" is before that day.
 */
export function dateRange(
  op: FilterOp,
  [first = "", second = first]: readonly string[],
  { nowMs, timeZone }: { nowMs: number; timeZone: string },
): Range | null {
  const today = dayNumber(dayAt(nowMs, timeZone)) ?? NaN;
  const start = (period: string) =>
    dayNumber(dayAt(agoMs(period, nowMs, timeZone), timeZone)) ?? NaN;
  switch (op) {
    case "today":
      return { from: today, to: today + 1 };
    case "on":
    case "between":
      return { from: dayNumber(first) ?? NaN, to: (dayNumber(second) ?? NaN) + 1 };
    case "before":
      return { from: -Infinity, to: dayNumber(first) ?? NaN };
    case "after":
      return { from: (dayNumber(first) ?? NaN) + 1, to: Infinity };
    case "last":
      return { from: start(first), to: today + 1 };
    case "ago":
      return { from: -Infinity, to: start(first) };
    default:
      return null;
  }
}

/** All or any of the conditions; nobody when there are none, for a list is never unfiltered by accident. */
export function joined(match: Match, of: readonly Condition[]): Condition {
  if (of.length === 0) return NOBODY;
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: match, of };
}

function not(of: Condition): Condition {
  return { kind: "not", of };
}

/** The next number a computer has, so that "at most 10" is below it. */
export function nextUp(number: number): number {
  if (number === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  view.setBigInt64(0, view.getBigInt64(0) + (number > 0 ? 1n : -1n));
  return view.getFloat64(0);
}
