// When a message that could not be delivered is tried again, and when it is given up.

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The pause after the first failed try, after the second, …: two and a half days in all. */
export const RETRY_PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  24 * HOUR_MS,
  24 * HOUR_MS,
];
/** No other side is believed that it wants to be left alone for longer. */
export const RETRY_AFTER_MS_MAX = 24 * HOUR_MS;

/** How long to wait after that many failed tries (1 or more), at least as long as was asked for; null: no more. */
export function retryPauseMs(failedTries: number, retryAfterMs: number): number | null {
  const pause = RETRY_PAUSES_MS[failedTries - 1];
  if (pause === undefined) return null;
  return Math.max(pause, Math.min(retryAfterMs, RETRY_AFTER_MS_MAX));
}
