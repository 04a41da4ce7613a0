import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "@/lib/errors.ts";
import { aSegment } from "@/tests/support/cast.ts";
import type { SegmentInput } from "./segment.ts";
import { parseSegmentInput } from "./segment_input.ts";

function codes(changes: Partial<SegmentInput>): Record<string, string> {
  const { problems } = assertThrows(() => parseSegmentInput(aSegment(changes)), InputError);
  return Object.fromEntries(Object.entries(problems).map(([path, { code }]) => [path, code]));
}

Deno.test("parseSegmentInput() cleans the name and leaves out what is left out", () => {
  assertEquals(parseSegmentInput(aSegment({ name: "  No\u202E  phone " })).name, "No phone");
  assertEquals(parseSegmentInput({ shared: true }), { shared: true });
});

Deno.test("parseSegmentInput() names every field that breaks a rule", () => {
  assertEquals(codes({ name: " \u200B ", filter: { match: "all", rules: [] } }), {
    name: "segment_name_empty",
    filter: "segment_filter_empty",
  });
});

Deno.test("a segment's name has at most 64 characters, also when it is folded", () => {
  assertEquals(parseSegmentInput(aSegment({ name: "ї".repeat(64) })).name.length, 64);
  assertEquals(codes({ name: "ї".repeat(65) }), { name: "too_long" });
  assertEquals(codes({ name: "ﷺ".repeat(4) }), { name: "too_long" }); // each stands for 18 letters
});
