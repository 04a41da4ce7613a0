import { assertEquals } from "@std/assert";
import { findContactField } from "./field.ts";
import { filterTags } from "./filter_tags.ts";
import type { ResolveOptions } from "./resolve.ts";
import type { FilterSubject } from "./subject.ts";
import type { FilterRule, FilterTree } from "./tree.ts";
import { explainFilter } from "./why.ts";

const OPTIONS: ResolveOptions = {
  findField: findContactField,
  tags: filterTags([{ id: "vip", deletedAtMs: null }, { id: "old", deletedAtMs: 1 }]),
  nowMs: Date.parse("2026-11-22T12:00:00Z"),
  timeZone: "Europe/Kyiv",
  country: "UA",
};
const OLENA: FilterSubject = {
  id: 7,
  name: "olena",
  emails: [],
  phones: [],
  tagIds: ["vip"],
  language: null,
  source: "manual",
  createdAtMs: Date.parse("2026-11-01T12:00:00Z"),
  lastActivityAtMs: null,
  imports: 0,
};
const named: FilterRule = { field: "name", op: "contains", values: ["Олен"] };
const mailed: FilterRule = { field: "email", op: "set", values: [] };
const deleted: FilterRule = { field: "tags", op: "any", values: ["old"] };
const wrong: FilterRule = { field: "id", op: "gt", values: ["many"] };

const verdicts = (tree: FilterTree) => {
  const { passes, rules } = explainFilter(tree, OLENA, OPTIONS);
  return [passes, ...rules.map(({ path, passes }) => `${path.join(".")} ${passes}`)];
};

Deno.test("explainFilter() says for each rule whether the contact passes it", () => {
  assertEquals(
    verdicts({ match: "all", rules: [named, { match: "any", rules: [mailed, named] }] }),
    [true, "0 true", "1.0 false", "1.1 true"],
  );
  assertEquals(verdicts({ match: "all", rules: [named, mailed] }), [false, "0 true", "1 false"]);
  assertEquals(verdicts({ match: "any", rules: [named, mailed] }), [true, "0 true", "1 false"]);
  assertEquals(verdicts({ match: "all", rules: [] }), [true]);
});

Deno.test("a rule on deleted tags is ignored, and does not decide", () => {
  const { passes, rules } = explainFilter(
    { match: "all", rules: [deleted, named] },
    OLENA,
    OPTIONS,
  );
  assertEquals(passes, true);
  assertEquals(rules.map(({ ignored }) => ignored), [true, false]);
});

Deno.test("nobody passes a filter with a wrong rule, which is named", () => {
  const { passes, rules } = explainFilter({ match: "any", rules: [named, wrong] }, OLENA, OPTIONS);
  assertEquals(passes, false);
  assertEquals(rules.map(({ passes }) => passes), [true, false]);
  assertEquals(rules[1]?.problem, { code: "filter_number" });
});
