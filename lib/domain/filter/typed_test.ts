import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyText } from "@/tests/support/texts.ts";
import { CONTACT_FIELDS, findContactField } from "./field.ts";
import type { FilterOp } from "./tree.ts";
import { RULES_MAX } from "./tree.ts";
import type { RefusedValue } from "./typed_rule.ts";
import { FIELD_WORDS, HINTS_MAX, parseTyped, type TypedOptions } from "./typed.ts";

const TAGS: Record<string, string> = {
  vip: "t1",
  gold: "t2",
  "very important": "t3",
  "a, b": "t4",
};
const OPTIONS: TypedOptions = {
  findField: findContactField,
  tagNamed: (name) => TAGS[name.toLowerCase()] ?? null,
};
const parse = (query: string) => parseTyped(query, OPTIONS);
const rule = (field: string, op: FilterOp, ...values: string[]) => ({ field, op, values });

/** A word → its rule. */
const EXAMPLES: [string, ReturnType<typeof rule>][] = [
  ["tag:VIP", rule("tags", "any", "t1")],
  ["tag:vip,Gold", rule("tags", "any", "t1", "t2")],
  ['tag:"Very important",VIP', rule("tags", "any", "t3", "t1")],
  ['tag:"A, b"', rule("tags", "any", "t4")],
  ["-tag:VIP", rule("tags", "none", "t1")],
  ["тег:«VIP»", rule("tags", "any", "t1")],
  ["lang:UA", rule("language", "any", "uk")],
  ["lang:uk,en", rule("language", "any", "uk", "en")],
  ["-lang:uk", rule("language", "none", "uk")],
  ["source:Import", rule("source", "any", "import")],
  ["seen:<30d", rule("lastActivity", "last", "30d")],
  ["seen:30d", rule("lastActivity", "last", "30d")],
  ["seen:>90d", rule("lastActivity", "ago", "90d")],
  ["seen:>3міс", rule("lastActivity", "ago", "3m")],
  ["created:<12h", rule("created", "last", "12h")],
  ["created:today", rule("created", "today")],
  ["seen:Сьогодні", rule("lastActivity", "today")],
  ["created:2026-11-22", rule("created", "on", "2026-11-22")],
  ["created:22.11.2026", rule("created", "on", "2026-11-22")],
  ["created:>2026-11-20", rule("created", "after", "2026-11-20")],
  ["created:>=2026-11-20", rule("created", "after", "2026-11-19")],
  ["created:<2026-11-20", rule("created", "before", "2026-11-20")],
  ["created:<=2026-12-31", rule("created", "before", "2027-01-01")],
  ["created:2026-11-01..2026-11-20", rule("created", "between", "2026-11-01", "2026-11-20")],
  ["created:2026-11-01..", rule("created", "after", "2026-10-31")],
  ["created:..2026-11-20", rule("created", "before", "2026-11-21")],
  ["created:2026-02", rule("created", "between", "2026-02-01", "2026-02-28")],
  ["created:>=2026", rule("created", "after", "2025-12-31")],
  ["created:2024..2026-02", rule("created", "between", "2024-01-01", "2026-02-28")],
  ["id:42", rule("id", "eq", "42")],
  ["-id:42", rule("id", "ne", "42")],
  ["id:>100", rule("id", "gt", "100")],
  ["id:>=100", rule("id", "ge", "100")],
  ["id:<100", rule("id", "lt", "100")],
  ["id:<=100", rule("id", "le", "100")],
  ["id:1..10", rule("id", "between", "1", "10")],
  ["id:10..", rule("id", "ge", "10")],
  ["id:..10", rule("id", "le", "10")],
  ["imports:>1", rule("imports", "gt", "1")],
  ["is:blocked", rule("blocked", "true")],
  ["-is:blocked", rule("blocked", "false")],
  ["blocked:no", rule("blocked", "false")],
  ["blocked:Так", rule("blocked", "true")],
  ["-blocked:1", rule("blocked", "false")],
  ["blockend:<2026-12-01", rule("blockEnd", "before", "2026-12-01")],
  ["blockreason:Spam", rule("blockReason", "any", "spam")],
  ["кінецьблокування:<2026-12-01", rule("blockEnd", "before", "2026-12-01")],
  ["причинаблокування:Spam", rule("blockReason", "any", "spam")],
  ["name:Іван", rule("name", "contains", "Іван")],
  ['name:"Іван Петренко"', rule("name", "contains", "Іван Петренко")],
  ["name:=Іван", rule("name", "is", "Іван")],
  ["name:Ів*", rule("name", "starts", "Ів")],
  ["name:*", rule("name", "contains", "*")],
  ["-name:Іван", rule("name", "not_contains", "Іван")],
  ['-name:="Іван П"', rule("name", "is_not", "Іван П")],
  ["Ім’я:x", rule("name", "contains", "x")],
  ["email:@example.com", rule("email", "contains", "@example.com")],
  ["phone:067*", rule("phone", "starts", "067")],
  ["tel:+38(067)123-45-67", rule("phone", "contains", "+38(067)123-45-67")],
  ["has:phone", rule("phone", "set")],
  ["-has:email", rule("email", "empty")],
  ["has:tag", rule("tags", "set")],
  ["lastActivity:<1w", rule("lastActivity", "last", "1w")],
];

for (const [word, expected] of EXAMPLES) {
  Deno.test(`typed: ${word}`, () => {
    assertEquals(parse(word), { text: "", rules: [expected], hints: [] });
    assertEquals(parse(` іван ${word}\tпетренко`), {
      text: "іван петренко",
      rules: [expected],
      hints: [],
    });
  });
}

Deno.test("every field can be typed, and every word leads to a field", () => {
  assertEquals(
    [...new Set(FIELD_WORDS.values())].sort(),
    CONTACT_FIELDS.map(({ key }) => key).sort(),
  );
});

Deno.test("what is no condition stays text exactly", () => {
  for (
    const query of [
      "12:30",
      "http://x",
      "HTTPS://example.com/a:b",
      "a@b.c:5",
      "  іван   петренко ",
      '"в лапках"',
      "Re: лист",
      ":",
      "::x",
      "-",
      "--tag:VIP",
      "+38 067: 123",
      "x,tag:VIP",
    ]
  ) {
    assertEquals(parse(query), { text: query, rules: [], hints: [] });
  }
});

Deno.test("what looks like a condition and is none is searched as text, with a hint", () => {
  const hints: [string, RefusedValue][] = [
    ["shoe:40", { kind: "unknown", key: "shoe" }],
    ["is:happy", { kind: "unknown", key: "is" }],
    ["is:name", { kind: "unknown", key: "is" }],
    ['attr.plan:"Pro plus"', { kind: "unknown", key: "attr.plan" }],
    ["constructor:x", { kind: "unknown", key: "constructor" }],
    ["has:shoes", { kind: "unknown", key: "shoes" }],
    ["tag:Nope", { kind: "tag", name: "Nope" }],
    ["-id:>5", { kind: "negative" }],
    ["-seen:<30d", { kind: "negative" }],
    ["has:id", { kind: "problem", problem: { code: "filter_op" } }],
    ["seen:<abc", { kind: "problem", problem: { code: "filter_day" } }],
    ["created:2026-02-30", { kind: "problem", problem: { code: "filter_day" } }],
    ["created:<=2200-12-31", { kind: "problem", problem: { code: "filter_day" } }],
    ["id:x", { kind: "problem", problem: { code: "filter_number" } }],
    ["id:5..1", { kind: "problem", problem: { code: "filter_order" } }],
    ["lang:klingon", { kind: "problem", problem: { code: "language_invalid" } }],
    ["blocked:maybe", { kind: "problem", problem: { code: "attribute_checkbox" } }],
    ["source:moon", { kind: "problem", problem: { code: "filter_option" } }],
    ["phone:x", { kind: "problem", problem: { code: "filter_phone" } }],
    ["name:", { kind: "problem", problem: { code: "filter_value_missing" } }],
  ];
  for (const [word, hint] of hints) {
    assertEquals(parse(`іван ${word}`), {
      text: `іван ${word}`,
      rules: [],
      hints: [{ text: word, ...hint }],
    });
  }
});

Deno.test("a wrong condition does not take the right ones with it", () => {
  const { text, rules, hints } = parse("tag:VIP shoe:40 ivan -has:email");
  assertEquals(text, "shoe:40 ivan");
  assertEquals(rules, [rule("tags", "any", "t1"), rule("email", "empty")]);
  assertEquals(hints.length, 1);
});

Deno.test("an attribute joins as soon as the registry has it", () => {
  const options: TypedOptions = {
    ...OPTIONS,
    findField: (key) =>
      key === "attr.plan"
        ? { key, kind: "list", group: "attributes", optional: true, options: ["Pro", "Basic plus"] }
        : findContactField(key),
  };
  assertEquals(parseTyped('attr.plan:pro,"Basic plus" -has:attr.plan', options).rules, [
    rule("attr.plan", "any", "Pro", "Basic plus"),
    rule("attr.plan", "empty"),
  ]);
});

Deno.test("conditions and hints beyond the limits stay text", () => {
  const many = parse(Array(RULES_MAX + 1).fill("id:1").join(" "));
  assertEquals(many.rules.length, RULES_MAX);
  assertEquals(many.text, "id:1");
  assertEquals(many.hints.length, 1);
  assertEquals(parse("a:1 ".repeat(100)).hints.length, HINTS_MAX);
});

const texts = fc.oneof(
  anyText(60),
  fc.string({ unit: fc.constantFrom(...'tag:id<>=.,*-"«» \t\ud83dї1'), maxLength: 60 }),
);

Deno.test("parseTyped() takes any text, and leaves it alone when it holds no condition", () => {
  fc.assert(
    fc.property(texts, (query) => {
      const { text, rules, hints } = parse(query);
      if (rules.length === 0) assertEquals(text, query);
      for (const hint of hints) assert(hint.text.length <= 61 && hint.text.isWellFormed());
    }),
    { numRuns: 2000 },
  );
});

Deno.test("parseTyped() leaves every text without a colon alone, hints included", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (query) => {
    const text = query.replaceAll(":", "");
    assertEquals(parse(text), { text, rules: [], hints: [] });
  }));
});

Deno.test("conditions around a text do not change it", () => {
  const word = fc.stringMatching(/^[^\s:"“”„«»]{1,10}$/);
  const conditions = fc.constantFrom(...EXAMPLES);
  fc.assert(fc.property(fc.array(fc.tuple(word, conditions), { maxLength: 8 }), (pairs) => {
    const { text, rules } = parse(
      pairs.map(([free, [condition]]) => `${free} ${condition}`).join(" "),
    );
    assertEquals(text, pairs.map(([free]) => free).join(" "));
    assertEquals(rules, pairs.map(([, [, expected]]) => expected));
  }));
});

Deno.test("parseTyped() reads hostile texts in steps that grow with their length", () => {
  for (
    const unit of [
      'name:"',
      "“",
      "a:",
      "tag:,",
      "-",
      "a.b.",
      ":",
      "<>=",
      "id:..",
      "\u202e",
      "\ud800",
    ]
  ) {
    const { text } = parse(unit.repeat(200_000 / unit.length));
    assert(text.length <= 200_000);
  }
});
