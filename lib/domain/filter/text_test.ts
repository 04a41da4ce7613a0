import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyText } from "@/tests/support/texts.ts";
import { FILTER_OPS, type FilterRule, type FilterTree, MATCHES, RULES_MAX } from "./tree.ts";
import { parseFilter, printFilter } from "./text.ts";

/** Any text of UTF-16 units, with the signs of the grammar more often than by chance. */
const texts = fc.oneof(
  anyText(12),
  fc.string({ unit: fc.constantFrom(..."~(),;:.a\ud83dїany"), maxLength: 12 }),
);
const rules: fc.Arbitrary<FilterRule> = fc.record({
  field: texts,
  op: fc.constantFrom(...FILTER_OPS),
  values: fc.array(texts, { maxLength: 4 }),
});
const groups = fc.record({
  match: fc.constantFrom(...MATCHES),
  rules: fc.array(rules, { maxLength: 4 }),
});
const trees: fc.Arbitrary<FilterTree> = fc.record({
  match: fc.constantFrom(...MATCHES),
  rules: fc.array(fc.oneof(rules, groups), { maxLength: 6 }),
});

Deno.test("parseFilter() gives back every tree that printFilter() wrote", () => {
  fc.assert(
    fc.property(trees, (tree) => {
      assertEquals(parseFilter(printFilter(tree)), { tree, problem: null });
    }),
    { numRuns: 3000 },
  );
});

Deno.test("printFilter() writes one text for one tree: what was read is written in the same way again", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const { tree } = parseFilter(text);
      assertEquals(parseFilter(printFilter(tree)).tree, tree);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("a filter's text is short and readable", () => {
  const tree: FilterTree = {
    match: "all",
    rules: [
      { field: "name", op: "contains", values: ["Іван; (1), ~2"] },
      { field: "attr.plan", op: "is", values: ["Pro: new"] },
      { field: "phone", op: "empty", values: [] },
      {
        match: "any",
        rules: [
          { field: "tags", op: "any", values: ["01A", "01B"] },
          { field: "lastActivity", op: "last", values: ["30d"] },
        ],
      },
    ],
  };
  const text = "name.contains(Іван~; ~(1~)~, ~~2);attr.plan.is(Pro: new);phone.empty;" +
    "any(tags.any(01A,01B);lastActivity.last(30d))";
  assertEquals(printFilter(tree), text);
  assertEquals(printFilter({ match: "any", rules: tree.rules.slice(2, 3) }), "any:phone.empty");
  assertEquals(printFilter({ match: "all", rules: [] }), "");
});

Deno.test("what cannot be read is named by its place, and the other rules stay", () => {
  const readable = { field: "phone", op: "empty" as const, values: [] };
  for (
    const wrong of [
      "name.sounds_like(Ivan)", // no such operator
      "name", // no operator
      "name.is(a", // a link that was cut
      "name.is(a))",
      "name.is(a)b",
      "name.is(a(b))",
      "na)me.set",
      "name.is(a~)", // the parenthesis is a plain one
      "any(any(name.is(a)))", // groups hold no groups
      "any(name.is(a)",
      "",
      "~",
    ]
  ) {
    const { tree, problem } = parseFilter(`phone.empty;${wrong}`);
    assertEquals(tree.rules[0], readable, wrong);
    assertEquals(problem?.code, "filter_unreadable", wrong);
    assertEquals(problem?.params?.rule, 2, wrong);
  }
});

Deno.test("more rules than a tree may have are a problem, not obeyed", () => {
  const { tree, problem } = parseFilter(Array(RULES_MAX + 1).fill("name.set").join(";"));
  assertEquals(tree.rules.length, RULES_MAX);
  assertEquals(problem, { path: null, code: "filter_rules", params: { max: RULES_MAX } });
});

Deno.test("parseFilter() reads garbage of 100 KB without a failure, in steps that grow with its length", () => {
  for (const unit of ["(", ")", "~", ";", "a.is(", "any(", "a.is(b);", ",", "\ud83d", "‮", "🙂"]) {
    const { tree, problem } = parseFilter(unit.repeat(100_000 / unit.length));
    assert(problem !== null, unit);
    assert(tree.rules.length <= RULES_MAX);
    assert(JSON.stringify(problem).length < 300);
  }
  fc.assert(fc.property(texts, (text) => {
    parseFilter(text);
  }));
});
