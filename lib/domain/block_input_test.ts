import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "@/lib/errors.ts";
import { NOON } from "@/tests/support/deps.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { BLOCK_PRESETS, BLOCK_REASONS } from "./block_choice.ts";
import { blockEnds } from "./block_end.ts";
import { BLOCK_END_MS_MAX, type BlockInput, blockInput, parseBlockInput } from "./block_input.ts";

const KYIV = { nowMs: NOON, timeZone: "Europe/Kyiv" };

function problemsOf(changes: Partial<BlockInput>, clock = KYIV) {
  const error = assertThrows(() => parseBlockInput(aBlock(changes), clock), InputError);
  return error.problems;
}

function until(text: string, clock = KYIV): number | null {
  return parseBlockInput(aBlock({ preset: "until", until: text }), clock).untilMs;
}

Deno.test("every preset ends where blockEnds() says, with any reason or none", () => {
  for (const preset of BLOCK_PRESETS) {
    if (preset === "until") continue;
    const { untilMs } = parseBlockInput(aBlock({ preset }), KYIV);
    assertEquals(untilMs, blockEnds(NOON, "Europe/Kyiv")[preset], preset);
  }
  for (const reason of BLOCK_REASONS) {
    assertEquals(parseBlockInput(aBlock({ reason }), KYIV).reason, reason);
  }
  assertEquals(parseBlockInput(aBlock({ reason: "", note: " why \r\n not " }), KYIV), {
    untilMs: null,
    reason: null,
    note: "why\n not",
  });
});

Deno.test("a moment is one of the workspace's zone unless it brings its own", () => {
  assertEquals(until("2026-11-24T09:00"), Date.UTC(2026, 10, 24, 7));
  assertEquals(until(" 2026-11-24 09:00 "), Date.UTC(2026, 10, 24, 7));
  assertEquals(until("2026-11-24T09:00:30.5"), Date.UTC(2026, 10, 24, 7, 0, 30, 500));
  assertEquals(until("2026-11-24T09:00:00Z"), Date.UTC(2026, 10, 24, 9));
  assertEquals(until("2026-11-24T09:00-05:00"), Date.UTC(2026, 10, 24, 14));
});

Deno.test("a time that clocks skip is refused, one that comes twice is the first of them", () => {
  for (const skipped of ["2027-03-28T03:00", "2027-03-28T03:30", "2027-03-28T03:59:59.999"]) {
    const problems = problemsOf({ preset: "until", until: skipped });
    assertEquals(problems, { until: { code: "block_gap" } });
  }
  assertEquals(until("2027-03-28T02:59"), Date.UTC(2027, 2, 28, 0, 59));
  assertEquals(until("2027-03-28T04:00"), Date.UTC(2027, 2, 28, 1));
  assertEquals(until("2027-03-28T03:30+03:00"), Date.UTC(2027, 2, 28, 0, 30));
  assertEquals(until("2027-10-31T03:30"), Date.UTC(2027, 9, 31, 0, 30));
});

Deno.test("an end has to be to come, and before the year 2200", () => {
  assertEquals(problemsOf({ preset: "until", until: "2026-11-22T14:00" }), {
    until: { code: "block_past" },
  });
  assertEquals(until("2026-11-22T14:00:00.001"), NOON + 1);
  assertEquals(problemsOf({ preset: "until", until: "2200-01-01T02:00" }), {
    until: { code: "block_far" },
  });
  assertEquals(until("2200-01-01T01:59:59.999"), BLOCK_END_MS_MAX - 1);
});

Deno.test("whatever else is written for an end is named as one that cannot be read", () => {
  const wrong = ["", "tomorrow", "2026-11-31T09:00", "2026-11-24", "2026-11-24T25:00", "99999"];
  const odd = ["+272760-01-01T00:00", "2026-11-24T09:00[u-ca=hebrew]", "-000000-01-01T00:00Z"];
  for (const text of [...wrong, ...odd]) {
    assertEquals(problemsOf({ preset: "until", until: text }), { until: { code: "block_end" } });
  }
  fc.assert(fc.property(fc.string(), (text) => {
    try {
      until(text);
    } catch (error) {
      assertEquals(error instanceof InputError, true);
    }
  }));
});

Deno.test("all that is wrong is named at once", () => {
  assertEquals(problemsOf({ preset: "never", reason: "dislike", note: "я".repeat(501) }), {
    preset: { code: "block_preset" },
    reason: { code: "block_reason" },
    note: { code: "too_long", params: { max: 500 } },
  });
  assertEquals(parseBlockInput(aBlock({ note: "😀".repeat(500) }), KYIV).note.length, 1000);
});

Deno.test("an empty preset keeps an end where there is one, and only there", () => {
  assertEquals(problemsOf({ preset: "" }), { preset: { code: "block_preset" } });
  for (const keptUntilMs of [null, NOON + 5]) {
    const kept = parseBlockInput(aBlock({ preset: "" }), { ...KYIV, keptUntilMs });
    assertEquals(kept.untilMs, keptUntilMs);
  }
});

Deno.test("blockInput() is the inverse to the millisecond", () => {
  const terms = fc.record({
    untilMs: fc.option(fc.integer({ min: NOON + 1, max: BLOCK_END_MS_MAX - 1 })),
    reason: fc.option(fc.constantFrom(...BLOCK_REASONS)),
    note: fc.constantFrom("", "again and again"),
  });
  fc.assert(fc.property(terms, (one) => {
    assertEquals(parseBlockInput(blockInput(one), KYIV), one);
  }));
});
