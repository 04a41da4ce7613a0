import { assertEquals } from "@std/assert";
import { type Block, FOREVER_MS } from "../block.ts";
import { aContact } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { matchesCondition } from "./condition.ts";
import { findContactField } from "./field.ts";
import { filterTags } from "./filter_tags.ts";
import { resolveRule } from "./resolve.ts";
import { filterSubject } from "./subject.ts";
import type { FilterOp } from "./tree.ts";

const DAY_MS = 86_400_000;

/** Who is found at noon in Kyiv: nobody blocked, one that is over this instant, until tomorrow, for ever. */
const BLOCKS: Record<string, Partial<Block> | null> = {
  free: null,
  over: { untilMs: NOON, reason: "spam" },
  tomorrow: { untilMs: NOON + DAY_MS, reason: "abuse" },
  silent: { untilMs: NOON + 1, reason: null },
  forever: { untilMs: null, reason: "spam" },
};

function found(field: string, op: FilterOp, ...values: string[]): string[] {
  const resolved = resolveRule({ field, op, values }, {
    findField: findContactField,
    tags: filterTags([]),
    nowMs: NOON,
    timeZone: "Europe/Kyiv",
    country: "UA",
  });
  if (resolved.kind !== "condition") throw new Error(resolved.kind);
  return Object.entries(BLOCKS).filter(([, terms]) => {
    const block = { id: "01B", note: "", byUserId: "01U", atMs: 0, untilMs: null, reason: null };
    const contact = aContact(terms === null ? {} : { block: { ...block, ...terms } });
    return matchesCondition(resolved.condition, filterSubject(contact, () => null));
  }).map(([name]) => name);
}

Deno.test("blocked is who is blocked at this moment: the end is exclusive, clean-up or not", () => {
  assertEquals(found("blocked", "true"), ["tomorrow", "silent", "forever"]);
  assertEquals(found("blocked", "false"), ["free", "over"]);
});

Deno.test("the end of a block is a day of whoever looks; one for ever has none", () => {
  assertEquals(found("blockEnd", "on", "2026-11-23"), ["tomorrow"]);
  assertEquals(found("blockEnd", "before", "2026-11-23"), ["silent"]);
  assertEquals(found("blockEnd", "after", "2026-11-22"), ["tomorrow"]);
  assertEquals(found("blockEnd", "between", "2026-11-22", "2026-11-23"), ["tomorrow", "silent"]);
  assertEquals(found("blockEnd", "today"), ["silent"]);
  assertEquals(found("blockEnd", "set"), ["tomorrow", "silent"]);
  assertEquals(found("blockEnd", "empty"), ["free", "over", "forever"]);
  assertEquals(found("blockEnd", "last", "30d"), ["silent"]); // until the end of this minute
  assertEquals(found("blockEnd", "ago", "1h"), []);
});

Deno.test("the reason is that of a block that holds; negatives find all others", () => {
  assertEquals(found("blockReason", "any", "spam"), ["forever"]);
  assertEquals(found("blockReason", "none", "spam"), ["free", "over", "tomorrow", "silent"]);
  assertEquals(found("blockReason", "set"), ["tomorrow", "forever"]);
  assertEquals(found("blockReason", "empty"), ["free", "over", "silent"]);
});

Deno.test("a block for ever ends after every day that a filter can name", () => {
  assertEquals(Date.UTC(2201, 0) < FOREVER_MS, true);
});
