import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "@/lib/errors.ts";
import { aSegment } from "@/tests/support/cast.ts";
import type { SegmentInput } from "./segment.ts";
import { findContactField } from "./filter/field.ts";
import type { FilterRule } from "./filter/tree.ts";
import { parseSegmentInput } from "./segment_input.ts";

const LIMITS = { findField: findContactField, isKnownTag: (id: string) => id === "01VIP" };

function codes(changes: Partial<SegmentInput>): Record<string, string> {
  const { problems } = assertThrows(() => parseSegmentInput(aSegment(changes), LIMITS), InputError);
  return Object.fromEntries(Object.entries(problems).map(([path, { code }]) => [path, code]));
}

Deno.test("parseSegmentInput() cleans the name and leaves out what is left out", () => {
  assertEquals(
    parseSegmentInput(aSegment({ name: "  No\u202E  phone " }), LIMITS).name,
    "No phone",
  );
  assertEquals(parseSegmentInput({ shared: true }, LIMITS), { shared: true });
});

Deno.test("parseSegmentInput() names every field that breaks a rule", () => {
  assertEquals(codes({ name: " \u200B ", filter: { match: "all", rules: [] } }), {
    name: "segment_name_empty",
    filter: "segment_filter_empty",
  });
});

Deno.test("a segment's name has at most 64 characters, also when it is folded", () => {
  assertEquals(parseSegmentInput(aSegment({ name: "ї".repeat(64) }), LIMITS).name.length, 64);
  assertEquals(codes({ name: "ї".repeat(65) }), { name: "too_long" });
  assertEquals(codes({ name: "ﷺ".repeat(4) }), { name: "too_long" }); // each stands for 18 letters
});

function filtered(...rules: FilterRule[]): Partial<SegmentInput> {
  return { filter: { match: "all", rules } };
}

Deno.test("a filter is kept in its one form", () => {
  const typed = filtered({ field: "created", op: "on", values: ["22.11.2026"] });
  const kept = filtered({ field: "created", op: "on", values: ["2026-11-22"] });
  assertEquals(parseSegmentInput(typed, LIMITS), kept);
});

Deno.test("a filter that cannot be applied is not saved", () => {
  for (
    const rule of [
      { field: "shoe", op: "is", values: ["44"] },
      { field: "created", op: "contains", values: ["x"] },
      { field: "created", op: "on", values: ["2026-02-30"] },
      { field: "tags", op: "any", values: ["01GONE"] },
    ] as const
  ) {
    const wrong = { ...rule, values: [...rule.values] };
    assertEquals(codes(filtered(wrong)), { filter: "segment_filter_invalid" });
    const group = { match: "any" as const, rules: [wrong] };
    assertEquals(codes({ filter: { match: "all", rules: [group] } }), {
      filter: "segment_filter_invalid",
    });
  }
});

Deno.test("a filter is no longer than an address can be", () => {
  const values = Array.from({ length: 20 }, (_, at) => String(at).padStart(255, "x"));
  const rules = values.map((value): FilterRule => ({ field: "name", op: "is", values: [value] }));
  assertEquals(codes(filtered(...rules)), { filter: "segment_filter_long" });
});

Deno.test("a group without rules is not kept, and alone is no filter", () => {
  const group = { match: "any" as const, rules: [] };
  const { filter } = aSegment();
  const withGroup = { filter: { ...filter, rules: [...filter.rules, group] } };
  assertEquals(parseSegmentInput(withGroup, LIMITS), { filter });
  assertEquals(codes({ filter: { match: "all", rules: [group] } }), {
    filter: "segment_filter_empty",
  });
});
