import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { EVERYBODY, NOBODY } from "./condition.ts";
import { CONTACT_FIELDS, opsOf } from "./field.ts";
import { filterTags } from "./filter_tags.ts";
import { resolveFilter } from "./resolve.ts";
import { type FilterOp, type FilterTree, type Match, RULES_MAX } from "./tree.ts";
import { foundBy, NOW, OPTIONS, PEOPLE } from "@/tests/support/filter_people.ts";

const ruleTree = (field: string, op: FilterOp, values: string[]): FilterTree => ({
  match: "all",
  rules: [{ field, op, values }],
});

/** `field op values` → who is found. */
const EXAMPLES: [string, FilterOp, string[], string[]][] = [
  // Names are folded, letters that romanisations differ in are one.
  ["name", "contains", ["григор'ЄВА"], ["olena"]],
  ["name", "contains", ["hryhor"], ["olena"]],
  ["name", "contains", ["50%"], ["john"]],
  ["name", "contains", ["5_%"], []],
  ["name", "not_contains", ["olena"], ["nobody", "john"]],
  ["name", "is", [" ОЛЕНА григорєва "], ["olena"]],
  ["name", "is", ["Олена"], []],
  ["name", "is_not", ["John 50% Smith"], ["nobody", "olena"]],
  ["name", "starts", ["olena h"], ["olena"]],
  ["name", "starts", ["Smith"], []],
  ["name", "empty", [], ["nobody"]],
  ["name", "set", [], ["olena", "john"]],
  // Any one of the addresses is enough, and a negative needs none.
  ["email", "contains", ["EXAMPLE.com"], ["olena", "john"]],
  ["email", "contains", ["second+box"], ["olena"]],
  ["email", "contains", ["@пошта.укр"], ["olena"]],
  ["email", "contains", ["ґ"], []],
  ["email", "not_contains", ["second"], ["nobody", "john"]],
  ["email", "is", ["second+box@ПОШТА.укр"], ["olena"]],
  ["email", "is", ["example.com"], []],
  ["email", "is_not", ["olena@example.com"], ["nobody", "john"]],
  ["email", "starts", ["second"], ["olena"]],
  ["email", "starts", ["example"], []],
  ["email", "empty", [], ["nobody"]],
  ["email", "set", [], ["olena", "john"]],
  // Phones by digits: of the international number, and as they were typed.
  ["phone", "contains", ["067 123"], ["olena"]],
  ["phone", "contains", ["(22) 123"], ["olena"]],
  ["phone", "contains", ["٠٦٧"], ["olena"]],
  ["phone", "not_contains", ["67"], ["nobody", "john"]],
  ["phone", "is", ["+380 67 123 45 67"], ["olena"]],
  ["phone", "is", ["0671234567"], ["olena"]],
  ["phone", "is", ["00 48 22 123 45 67"], ["olena"]],
  ["phone", "is", ["1234567"], []],
  ["phone", "is_not", ["+48221234567"], ["nobody", "john"]],
  ["phone", "starts", ["+38067"], ["olena"]],
  ["phone", "starts", ["067"], ["olena"]],
  ["phone", "starts", ["44"], []],
  ["phone", "empty", [], ["nobody"]],
  ["phone", "set", [], ["olena", "john"]],
  ["tags", "any", ["vip"], ["olena"]],
  ["tags", "any", ["vip", "old"], ["olena"]], // the deleted one is not asked about
  ["tags", "all", ["vip", "gold"], ["olena"]],
  ["tags", "none", ["vip", "gold"], ["nobody", "john"]],
  // John's only tag is deleted: his card shows none.
  ["tags", "empty", [], ["nobody", "john"]],
  ["tags", "set", [], ["olena"]],
  ["language", "any", ["uk", "pl"], ["olena"]],
  ["language", "none", ["uk"], ["nobody", "john"]],
  ["language", "empty", [], ["nobody"]],
  ["language", "set", [], ["olena", "john"]],
  ["source", "any", ["import", "seed"], ["olena", "john"]],
  ["source", "none", ["seed"], ["nobody", "olena"]],
  ["id", "eq", ["10"], ["john"]],
  ["id", "ne", ["10"], ["nobody", "olena"]],
  ["id", "lt", ["2"], ["nobody"]],
  ["id", "le", ["2"], ["nobody", "olena"]],
  ["id", "gt", ["2"], ["john"]],
  ["id", "ge", ["2"], ["olena", "john"]],
  ["id", "ge", ["2,5"], ["john"]],
  ["id", "between", ["1", "2"], ["nobody", "olena"]],
  ["id", "between", ["2", "2"], ["olena"]],
  ["imports", "eq", ["0"], ["nobody"]],
  ["imports", "ne", ["0"], ["olena", "john"]],
  ["imports", "lt", ["1"], ["nobody"]],
  ["imports", "le", ["0"], ["nobody"]],
  ["imports", "gt", ["1"], ["olena"]],
  ["imports", "ge", ["1"], ["olena", "john"]],
  ["imports", "between", ["1", "2"], ["olena", "john"]],
  ["created", "today", [], []],
  ["lastActivity", "today", [], ["olena"]],
  ["created", "on", ["2026-11-21"], ["olena"]],
  ["created", "on", ["20.11.2026"], ["john"]],
  ["created", "before", ["2026-11-21"], ["nobody", "john"]],
  ["created", "after", ["2026-11-20"], ["olena"]],
  ["created", "between", ["2026-11-20", "2026-11-21"], ["olena", "john"]],
  ["created", "last", ["38h"], ["olena"]],
  ["created", "last", ["2d"], ["olena", "john"]],
  ["created", "last", ["3w"], ["olena", "john"]],
  ["created", "ago", ["1w"], ["nobody"]],
  // Never active is neither long ago nor lately.
  ["lastActivity", "on", ["2026-11-22"], ["olena"]],
  ["lastActivity", "before", ["2026-11-22"], ["john"]],
  ["lastActivity", "after", ["2026-10-23"], ["olena"]],
  ["lastActivity", "between", ["2026-10-23", "2026-10-23"], ["john"]],
  ["lastActivity", "last", ["1h"], ["olena"]],
  // 30 days are by the calendar, to 14:00 in Kyiv, when clocks were an hour ahead: an hour more than 720.
  ["lastActivity", "last", ["30d"], ["olena", "john"]],
  ["lastActivity", "last", ["720h"], ["olena", "john"]],
  ["lastActivity", "last", ["719h"], ["olena"]],
  ["lastActivity", "last", ["1m"], ["olena", "john"]],
  ["lastActivity", "ago", ["30d"], []],
  ["lastActivity", "ago", ["719h"], ["john"]],
  ["lastActivity", "empty", [], ["nobody"]],
  ["lastActivity", "set", [], ["olena", "john"]],
];

for (const [field, op, values, expected] of EXAMPLES) {
  Deno.test(`filter: ${field} ${op} ${values.join(" ")}`, () => {
    assertEquals(resolveFilter(ruleTree(field, op, values), OPTIONS).problems, []);
    assertEquals(foundBy(ruleTree(field, op, values)), expected);
  });
}

/** They have examples in tests of their own. */
const ELSEWHERE = ["channel", "conversations", "blocked", "blockEnd", "blockReason"];

Deno.test("the examples have every operator of every field", () => {
  const shown = EXAMPLES.map(([field, op]) => `${field} ${op}`);
  const own = CONTACT_FIELDS.filter(({ key }) => !ELSEWHERE.includes(key));
  const all = own.flatMap((field) => opsOf(field).map((op) => `${field.key} ${op}`));
  assertEquals(all.filter((one) => !shown.includes(one)), []);
});

Deno.test("a negative finds exactly those whom its positive does not", () => {
  const opposite: Partial<Record<FilterOp, FilterOp>> = {
    is_not: "is",
    not_contains: "contains",
    ne: "eq",
    none: "any",
    empty: "set",
  };
  for (const [field, op, values, expected] of EXAMPLES) {
    const positive = opposite[op];
    if (positive === undefined) continue;
    const others = Object.keys(PEOPLE).filter((key) => !expected.includes(key));
    assertEquals(foundBy(ruleTree(field, positive, values)), others, `${field} ${op} ${values}`);
  }
});

Deno.test("all and any join rules and groups", () => {
  const named = { field: "name", op: "set" as const, values: [] };
  const later = { field: "id", op: "gt" as const, values: ["5"] };
  const tagged = { field: "tags", op: "any" as const, values: ["vip"] };
  const tree = (match: Match, inner: Match): FilterTree => ({
    match,
    rules: [named, { match: inner, rules: [later, tagged] }],
  });
  assertEquals(foundBy(tree("all", "any")), ["olena", "john"]);
  assertEquals(foundBy(tree("all", "all")), []);
  assertEquals(foundBy(tree("any", "all")), ["olena", "john"]);
});

Deno.test("a tree without rules is everybody; an empty group asks nothing", () => {
  const condition = (tree: FilterTree) => resolveFilter(tree, OPTIONS).condition;
  assertEquals(condition({ match: "any", rules: [] }), EVERYBODY);
  assertEquals(condition({ match: "all", rules: [{ match: "any", rules: [] }] }), EVERYBODY);
  assertEquals(foundBy({ match: "all", rules: [{ match: "any", rules: [] }, john] }), ["john"]);
});

const john = { field: "id", op: "eq" as const, values: ["10"] };

Deno.test("a wrong rule is named by its place, and the list is empty, never unfiltered", () => {
  const tree: FilterTree = {
    match: "any",
    rules: [
      john,
      { field: "shoe_size", op: "gt", values: ["40"] },
      { match: "all", rules: [john, { field: "created", op: "on", values: ["2026-02-30"] }] },
      { field: "tags", op: "any", values: ["vip", "no-such"] },
    ],
  };
  const { condition, problems } = resolveFilter(tree, OPTIONS);
  assertEquals(condition, NOBODY);
  assertEquals(problems, [
    { path: [1], code: "filter_field" },
    { path: [2, 1], code: "filter_day" },
    { path: [3], code: "tag_unknown" },
  ]);
});

Deno.test("more rules than a tree may have find nobody", () => {
  const { condition, problems } = resolveFilter(
    { match: "any", rules: Array(RULES_MAX + 1).fill(john) },
    OPTIONS,
  );
  assertEquals(condition, NOBODY);
  assertEquals(problems, [{ path: null, code: "filter_rules", params: { max: RULES_MAX } }]);
});

const onDeleted = { field: "tags", op: "none" as const, values: ["old"] };

Deno.test("rules on deleted tags are ignored; when nothing else is left, the list is empty", () => {
  const { ignored, problems } = resolveFilter(
    { match: "all", rules: [john, { match: "any", rules: [john, onDeleted] }] },
    OPTIONS,
  );
  assertEquals({ ignored, problems }, { ignored: [[1, 1]], problems: [] });
  assertEquals(foundBy({ match: "all", rules: [john, onDeleted] }), ["john"]);
  assertEquals(foundBy({ match: "any", rules: [john, onDeleted] }), ["john"]);
  assertEquals(foundBy({ match: "all", rules: [onDeleted] }), []);
  assertEquals(foundBy({ match: "any", rules: [onDeleted, { match: "all", rules: [] }] }), []);
  assertEquals(
    foundBy({ match: "all", rules: [john, { match: "all", rules: [onDeleted] }] }),
    ["john"],
  );
});

Deno.test("when all tags are deleted, nobody has tags", () => {
  const options = { ...OPTIONS, tags: filterTags([{ id: "vip", deletedAtMs: 1 }]) };
  assertEquals(foundBy(ruleTree("tags", "set", []), options), []);
  assertEquals(foundBy(ruleTree("tags", "empty", []), options), Object.keys(PEOPLE));
});

Deno.test("a count and a list taken within one minute mean the same", () => {
  fc.assert(
    fc.property(fc.nat(29_999), fc.constantFrom("last" as const, "ago" as const), (ms, op) => {
      const at = (nowMs: number) =>
        resolveFilter(ruleTree("created", op, ["1h"]), { ...OPTIONS, nowMs }).condition;
      assertEquals(at(NOW + ms), at(NOW));
    }),
  );
});
