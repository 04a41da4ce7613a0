import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "@/lib/errors.ts";
import { aSegment } from "@/tests/support/cast.ts";
import type { SegmentInput } from "./segment.ts";
import { findContactField } from "./filter/field.ts";
import { filterTreeSchema } from "./filter/schema.ts";
import { FILTER_OPS, type FilterRule, MATCHES, RULES_MAX } from "./filter/tree.ts";
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

Deno.test("a filter has at most 25 conditions, those in groups included", () => {
  const rules = Array.from({ length: RULES_MAX }, (_, at): FilterRule => {
    return { field: "id", op: "gt", values: [String(at)] };
  });
  const one: FilterRule = { field: "phone", op: "empty", values: [] };
  assertEquals(parseSegmentInput(filtered(...rules), LIMITS), filtered(...rules));
  assertEquals(codes(filtered(...rules, one)), { filter: "filter_rules" });
  const group = { match: "any" as const, rules: [one] };
  assertEquals(codes({ filter: { match: "all", rules: [...rules, group] } }), {
    filter: "filter_rules",
  });
});

Deno.test("whatever is saved can be read again", () => {
  const text = fc.string({ unit: "binary", maxLength: 12 });
  const rule = fc.record({
    field: fc.oneof(fc.constantFrom("name", "id", "created", "tags", "language"), text),
    op: fc.constantFrom(...FILTER_OPS),
    values: fc.array(fc.oneof(fc.constantFrom("1", "30d", "2026-11-22", "01VIP"), text)),
  });
  const group = fc.record({ match: fc.constantFrom(...MATCHES), rules: fc.array(rule) });
  const rules = fc.array(fc.oneof(rule, group), { maxLength: 30 });
  const filter = fc.record({ match: fc.constantFrom(...MATCHES), rules });
  fc.assert(fc.property(filter, (filter) => {
    const saved = parsed({ filter });
    if (saved !== null) assertEquals(filterTreeSchema.parse(saved.filter), saved.filter);
  }));
});

function parsed(input: Partial<SegmentInput>): Partial<SegmentInput> | null {
  try {
    return parseSegmentInput(input, LIMITS);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
