import { assertEquals } from "@std/assert";
import { FAILURES_FOR_TROUBLE, Rest } from "./rest.ts";

function restAfter(failures: number, nowMs: number, rest = new Rest()): Rest {
  for (let at = 0; at < failures; at++) rest.noteFailure(nowMs, 0);
  return rest;
}

Deno.test("a channel rests after three failures in a row, not before", () => {
  assertEquals(restAfter(FAILURES_FOR_TROUBLE - 1, 1000).untilMs <= 1000, true);
  const rest = restAfter(FAILURES_FOR_TROUBLE, 1000);
  assertEquals([rest.untilMs, rest.isTroubled], [31_000, true]);
});

Deno.test("failures that were under way when the rest began do not make it longer; the next ones double it, up to five minutes", () => {
  const rest = restAfter(8, 0);
  const rests = [rest.untilMs];
  while (rests.length < 6) {
    const nowMs = rest.untilMs;
    rest.noteFailure(nowMs, 0);
    rests.push(rest.untilMs - nowMs);
  }
  assertEquals(rests, [30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
});

Deno.test("an answer ends the trouble, but not what the other side has asked for", () => {
  const rest = restAfter(FAILURES_FOR_TROUBLE, 0);
  rest.noteAnswer();
  assertEquals([rest.untilMs, rest.isTroubled], [0, false]);
  rest.noteFailure(0, 20_000);
  rest.noteAnswer();
  assertEquals([rest.untilMs, rest.isTroubled], [20_000, false]);
  rest.noteFailure(0, 3_600_000);
  assertEquals(rest.untilMs, 300_000);
});
