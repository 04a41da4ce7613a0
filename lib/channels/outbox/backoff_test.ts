import { assertEquals } from "@std/assert";
import { RETRY_AFTER_MS_MAX, RETRY_PAUSES_MS, retryPauseMs } from "./backoff.ts";

Deno.test("tries come after 5 s, 1 min, 10 min, 1 h, 6 h, 24 h and 24 h, and then no more", () => {
  const pauses = Array.from({ length: 8 }, (_, at) => retryPauseMs(at + 1, 0));
  const hour = 3_600_000;
  assertEquals(pauses, [5000, 60_000, 600_000, hour, 6 * hour, 24 * hour, 24 * hour, null]);
  assertEquals(RETRY_PAUSES_MS.length, 7);
});

Deno.test("who asks to be left alone for longer is, up to a day", () => {
  assertEquals(retryPauseMs(1, 30_000), 30_000);
  assertEquals(retryPauseMs(2, 30_000), 60_000);
  assertEquals(retryPauseMs(1, Infinity), RETRY_AFTER_MS_MAX);
  assertEquals(retryPauseMs(8, 30_000), null);
});
