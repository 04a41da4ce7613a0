import { assertEquals } from "@std/assert";
import type { AttributeType } from "../attribute.ts";
import type { Contact } from "../contact.ts";
import { matchesCondition } from "./condition.ts";
import { opsOf } from "./field.ts";
import { filterTags } from "./filter_tags.ts";
import { resolveFilter, type ResolveOptions, resolveRule } from "./resolve.ts";
import { attributeTypesOf, filterSubject } from "./subject.ts";
import type { FilterOp, FilterTree } from "./tree.ts";
import { parseTyped } from "./typed.ts";
import { explainFilter } from "./why.ts";
import { fieldFinder, workspaceFields } from "./workspace_fields.ts";

function defined(key: string, type: AttributeType, deletedAtMs: number | null = null) {
  const options = type !== "list"
    ? []
    : [{ value: "Pro", retired: false }, { value: "Old plan", retired: true }];
  return { key, name: `The ${key}`, type, options, deletedAtMs };
}

const ATTRIBUTES = [
  defined("code", "text"),
  defined("site", "link"),
  defined("owes", "number"),
  defined("due", "date"),
  defined("plan", "list"),
  defined("vip", "checkbox"),
  defined("gone", "list", 1),
];
const FIELDS = workspaceFields({
  attributes: ATTRIBUTES,
  channels: [{ id: "01TG", name: "Telegram bot" }, { id: "02MAIL", name: "Support" }],
});
const OPTIONS: ResolveOptions = {
  findField: fieldFinder(FIELDS),
  tags: filterTags([]),
  nowMs: Date.parse("2026-11-22T23:30:00Z"), // 23 November, 01:30 in Kyiv
  timeZone: "Europe/Kyiv",
  country: "UA",
};

function aContact(id: number, changes: Partial<Contact>): Contact {
  return {
    id,
    name: "",
    emails: [],
    phones: [],
    tagIds: [],
    language: null,
    source: "manual",
    createdAtMs: 1,
    lastActivityAtMs: null,
    revision: 1,
    ...changes,
  };
}

const PEOPLE: Record<string, Contact> = {
  nobody: aContact(1, {}),
  olena: aContact(2, {
    attributes: {
      code: "AB-17 Кам’янець",
      site: "https://Example.com/Y",
      owes: -2.5,
      due: "2026-11-23",
      plan: "Pro",
      vip: true,
      gone: "Pro",
    },
    channelIds: ["01TG", "02MAIL"],
    conversationCount: 3,
  }),
  john: aContact(3, {
    attributes: {
      code: "GH-1",
      site: "https://example.com/i",
      owes: 1000,
      due: "1931-02-01",
      plan: "Old plan",
      vip: false,
    },
    channelIds: ["02MAIL"],
    conversationCount: 1,
  }),
};
const TYPES = attributeTypesOf(ATTRIBUTES);

function foundBy(tree: FilterTree): string[] {
  const { condition } = resolveFilter(tree, OPTIONS);
  return Object.entries(PEOPLE).flatMap(([key, contact]) =>
    matchesCondition(condition, filterSubject(contact, TYPES)) ? [key] : []
  );
}

const ruleTree = (field: string, op: FilterOp, values: string[]): FilterTree => ({
  match: "all",
  rules: [{ field, op, values }],
});

/** `field op values` → who is found. */
const EXAMPLES: [string, FilterOp, string[], string[]][] = [
  // Case and apostrophes do not count, letters do: H is not G, as it is in names.
  ["attr.code", "contains", ["КАМ'ЯН"], ["olena"]],
  ["attr.code", "contains", ["kamianets"], []],
  ["attr.code", "contains", ["b-17  к"], ["olena"]],
  ["attr.code", "not_contains", ["-1"], ["nobody"]],
  ["attr.code", "is", ["gh-1"], ["john"]],
  ["attr.code", "is", ["GG-1"], []],
  ["attr.code", "is_not", ["GH-1"], ["nobody", "olena"]],
  ["attr.code", "starts", ["ab"], ["olena"]],
  ["attr.code", "starts", ["17"], []],
  ["attr.code", "empty", [], ["nobody"]],
  ["attr.code", "set", [], ["olena", "john"]],
  ["attr.site", "contains", ["EXAMPLE.COM"], ["olena", "john"]],
  ["attr.site", "not_contains", ["/y"], ["nobody", "john"]],
  ["attr.site", "is", ["https://example.com/i"], ["john"]],
  ["attr.site", "is_not", ["https://example.com/i"], ["nobody", "olena"]],
  ["attr.site", "starts", ["https://"], ["olena", "john"]],
  ["attr.site", "empty", [], ["nobody"]],
  ["attr.site", "set", [], ["olena", "john"]],
  ["attr.owes", "eq", ["-2,5"], ["olena"]],
  ["attr.owes", "ne", ["1000"], ["nobody", "olena"]],
  ["attr.owes", "lt", ["0"], ["olena"]],
  ["attr.owes", "le", ["-2.5"], ["olena"]],
  ["attr.owes", "gt", ["-2.5"], ["john"]],
  ["attr.owes", "ge", ["1000"], ["john"]],
  ["attr.owes", "between", ["-2.5", "1000"], ["olena", "john"]],
  ["attr.owes", "empty", [], ["nobody"]],
  ["attr.owes", "set", [], ["olena", "john"]],
  // Today is the viewer's: in Kyiv it is the 23rd already.
  ["attr.due", "today", [], ["olena"]],
  ["attr.due", "on", ["23.11.2026"], ["olena"]],
  ["attr.due", "on", ["1931-02-01"], ["john"]],
  ["attr.due", "before", ["2026-11-23"], ["john"]],
  ["attr.due", "after", ["2026-11-22"], ["olena"]],
  ["attr.due", "after", ["2026-11-23"], []],
  ["attr.due", "between", ["1931-02-01", "2026-11-23"], ["olena", "john"]],
  ["attr.due", "last", ["1h"], ["olena"]],
  ["attr.due", "last", ["9999w"], ["olena", "john"]],
  ["attr.due", "ago", ["1d"], ["john"]],
  ["attr.due", "empty", [], ["nobody"]],
  ["attr.due", "set", [], ["olena", "john"]],
  ["attr.plan", "any", ["Pro"], ["olena"]],
  ["attr.plan", "any", ["Pro", "Old plan"], ["olena", "john"]], // retired, and still had
  ["attr.plan", "none", ["Old plan"], ["nobody", "olena"]],
  ["attr.plan", "empty", [], ["nobody"]],
  ["attr.plan", "set", [], ["olena", "john"]],
  // Not to have said yes is not to have said no.
  ["attr.vip", "true", [], ["olena"]],
  ["attr.vip", "false", [], ["john"]],
  ["attr.vip", "empty", [], ["nobody"]],
  ["channel", "any", ["01TG"], ["olena"]],
  ["channel", "none", ["01TG"], ["nobody", "john"]],
  ["channel", "empty", [], ["nobody"]],
  ["channel", "set", [], ["olena", "john"]],
  ["conversations", "eq", ["0"], ["nobody"]],
  ["conversations", "ne", ["1"], ["nobody", "olena"]],
  ["conversations", "lt", ["1"], ["nobody"]],
  ["conversations", "le", ["1"], ["nobody", "john"]],
  ["conversations", "gt", ["1"], ["olena"]],
  ["conversations", "ge", ["1"], ["olena", "john"]],
  ["conversations", "between", ["1", "3"], ["olena", "john"]],
];

for (const [field, op, values, expected] of EXAMPLES) {
  Deno.test(`filter: ${field} ${op} ${values.join(" ")}`, () => {
    assertEquals(resolveFilter(ruleTree(field, op, values), OPTIONS).problems, []);
    assertEquals(foundBy(ruleTree(field, op, values)), expected);
  });
}

Deno.test("the examples have every operator of every type of attribute, of channels and conversations", () => {
  const shown = EXAMPLES.map(([field, op]) => `${field} ${op}`);
  const asked = FIELDS.filter(({ key, group, isDeleted }) =>
    !isDeleted && (group === "attributes" || key === "channel" || key === "conversations")
  );
  const all = asked.flatMap((field) => opsOf(field).map((op) => `${field.key} ${op}`));
  assertEquals(all.filter((one) => !shown.includes(one)), []);
});

Deno.test("a rule on a deleted attribute is ignored, whatever it says, and revives with it", () => {
  const rule = { field: "attr.gone", op: "any" as const, values: ["no such option"] };
  const also = { field: "attr.vip", op: "true" as const, values: [] };
  const tree: FilterTree = { match: "all", rules: [rule, also] };
  assertEquals(foundBy(tree), ["olena"]);
  assertEquals(resolveFilter(tree, OPTIONS).ignored, [[0]]);
  assertEquals(foundBy({ match: "any", rules: [rule] }), []); // nothing is left to ask
  const olena = PEOPLE["olena"] ?? aContact(1, {});
  const told = explainFilter(tree, filterSubject(olena, TYPES), OPTIONS);
  assertEquals([told.passes, told.rules.map(({ ignored }) => ignored)], [true, [true, false]]);
  const living = ATTRIBUTES.map((attribute) => ({ ...attribute, deletedAtMs: null }));
  const findField = fieldFinder(workspaceFields({ attributes: living, channels: [] }));
  const revived = resolveRule({ ...rule, values: ["Pro"] }, { ...OPTIONS, findField });
  assertEquals(revived.kind, "condition");
});

Deno.test("a value that is not of its attribute's type, or of no attribute, is none", () => {
  const odd = { code: 5, site: true, owes: "12", due: "2026-02-30", plan: 1, vip: "true", x: "y" };
  const subject = filterSubject(aContact(1, { attributes: odd }), TYPES);
  assertEquals(subject.attributes, undefined);
  const edge = { code: " ", due: 20_000, plan: "x".repeat(101), owes: Infinity };
  assertEquals(filterSubject(aContact(1, { attributes: edge }), TYPES).attributes, undefined);
});

const parse = (query: string) =>
  parseTyped(query, { findField: OPTIONS.findField, tagNamed: () => null });

Deno.test("attributes and channels are typed by their keys and names", () => {
  const rules = (query: string) =>
    parse(query).rules.map(({ field, op, values }) => [field, op, ...values].join(" "));
  assertEquals(rules('attr.plan:"old plan"'), ["attr.plan any Old plan"]);
  assertEquals(rules("Attr.Plan:pro"), ["attr.plan any Pro"]);
  assertEquals(rules('-attr.plan:Pro,"Old plan"'), ["attr.plan none Pro Old plan"]);
  assertEquals(rules("attr.owes:>1000"), ["attr.owes gt 1000"]);
  assertEquals(rules("attr.owes:-5..0"), ["attr.owes between -5 0"]);
  assertEquals(rules("attr.due:<30d"), ["attr.due last 30d"]);
  assertEquals(rules("attr.due:2026-11"), ["attr.due between 2026-11-01 2026-11-30"]);
  assertEquals(rules("attr.code:=AB-17"), ["attr.code is AB-17"]);
  assertEquals(rules("attr.site:https://exa*"), ["attr.site starts https://exa"]);
  assertEquals(rules("attr.vip:yes -attr.vip:yes"), ["attr.vip true", "attr.vip false"]);
  assertEquals(rules("has:attr.code -has:attr.plan"), ["attr.code set", "attr.plan empty"]);
  assertEquals(rules('channel:"telegram BOT",support'), ["channel any 01TG 02MAIL"]);
  assertEquals(rules("канал:Support розмови:>=2"), ["channel any 02MAIL", "conversations ge 2"]);
});

Deno.test("an unknown attribute, a deleted one and an unknown channel are hints", () => {
  const kinds = (query: string) => parse(query).hints.map(({ kind }) => kind);
  assertEquals(kinds("attr.nothing:1 attr.gone:Pro"), ["unknown", "unknown"]);
  assertEquals(kinds("channel:Viber attr.plan:Gold attr.owes:much"), [
    "problem",
    "problem",
    "problem",
  ]);
});
