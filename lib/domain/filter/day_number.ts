// Calendar days as numbers: what the dates of attributes are compared by. They are days of no zone.

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Days since 1 January 1970, negative before it; null when the text is no day of the calendar, `2026-11-22`. */
export function dayNumber(day: string): number | null {
  if (!DAY.test(day)) return null;
  const ms = Date.parse(`${day}T00:00:00Z`);
  // The engine takes 31 February for 3 March.
  const isReal = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
  return isReal ? ms / DAY_MS : null;
}
