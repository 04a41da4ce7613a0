// Values of rules as text: numbers, days and periods, read forgivingly and written in one way. Safe for the browser.

/** Beyond this, neighbouring whole numbers could not be told apart. */
export const NUMBER_MAX = 1e15;
/** Of a period, in any unit. */
export const PERIOD_MAX = 9999;
export const PERIOD_UNITS = ["h", "d", "w", "m"] as const;
/** Hours, days, weeks, months. */
export type PeriodUnit = typeof PERIOD_UNITS[number];

const NUMBER = /^[+-]?\d{1,16}(\.\d{1,6})?$/;
/** 1,000 may be a thousand or one: it is asked about rather than guessed. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/;
const ISO_DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const DOTTED_DAY = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const YEAR_MIN = 1900;
const YEAR_MAX = 2200;

/** `10`, `-2.5`; reads a decimal comma, spaces between thousands and a real minus sign. Null when it is no such number. */
export function canonicalNumber(text: string): string | null {
  const plain = text.trim().replace(/(?<=\d)\s(?=\d{3})/gu, "").replace("−", "-");
  if (AMBIGUOUS.test(plain)) return null;
  const decimal = plain.replace(",", ".");
  if (!NUMBER.test(decimal)) return null;
  const number = Number(decimal);
  if (Math.abs(number) > NUMBER_MAX) return null;
  return number === 0 ? "0" : String(number);
}

/** `2026-11-22`, for a day that the calendar has; reads `22.11.2026` too. Null when it is not one, or too far away. */
export function canonicalDay(text: string): string | null {
  const trimmed = text.trim();
  const [, isoYear, isoMonth, isoDay] = ISO_DAY.exec(trimmed) ?? [];
  const [, day = isoDay, month = isoMonth, year = isoYear] = DOTTED_DAY.exec(trimmed) ?? [];
  return dayText(Number(year), Number(month), Number(day));
}

/** The day some days later or earlier, or null when it would be out of the calendar. */
export function shiftedDay(day: string, days: number): string | null {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return dayText(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

/** `30d`. Null when it is not a whole number from 1 to 9999 and a unit. */
export function canonicalPeriod(text: string): string | null {
  const { amount, unit } = periodParts(text);
  return unit === null || !/^\d{1,9}$/.test(amount) || !isAmount(Number(amount))
    ? null
    : `${Number(amount)}${unit}`;
}

/** A period in two, as two controls show it; the amount may be anything that someone has typed so far. */
export function periodParts(text: string): { amount: string; unit: PeriodUnit | null } {
  const trimmed = text.trim();
  const last = trimmed.slice(-1).toLowerCase();
  const unit = PERIOD_UNITS.find((known) => known === last) ?? null;
  return { amount: unit === null ? trimmed : trimmed.slice(0, -1).trim(), unit };
}

function isAmount(amount: number): boolean {
  return amount >= 1 && amount <= PERIOD_MAX;
}

function dayText(year: number, month: number, day: number): string | null {
  if (!(year >= YEAR_MIN && year <= YEAR_MAX)) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : null;
}
