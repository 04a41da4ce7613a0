import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyText } from "@/tests/support/texts.ts";
import { checkRule } from "./check.ts";
import { comparedText } from "./compared.ts";
import { CONTACT_FIELDS, type FilterField, findContactField, opsOf } from "./field.ts";
import { FILTER_OPS, type FilterOp, VALUE_CHARS_MAX, VALUES_MAX } from "./tree.ts";

const isKnownTag = (id: string) => id.startsWith("t");
const check = (field: string, op: FilterOp, ...values: string[]) =>
  checkRule({ field, op, values }, findContactField(field), { isKnownTag });
const valuesOf = (...args: Parameters<typeof check>) => check(...args).rule?.values;
const codeOf = (...args: Parameters<typeof check>) => check(...args).problem?.code;

Deno.test("checkRule() makes values canonical", () => {
  assertEquals(valuesOf("id", "eq", " 1 000 "), ["1000"]);
  assertEquals(valuesOf("imports", "between", "1", "2,5"), ["1", "2.5"]);
  assertEquals(valuesOf("created", "on", "22.11.2026"), ["2026-11-22"]);
  assertEquals(valuesOf("created", "last", "030D"), ["30d"]);
  assertEquals(valuesOf("language", "any", "UK", "en", "uk", ""), ["uk", "en"]);
  assertEquals(valuesOf("tags", "all", "t1", "t2", "t1"), ["t1", "t2"]);
  assertEquals(valuesOf("name", "is", " Іван\ud800 "), ["Іван\ufffd"]);
  assertEquals(valuesOf("phone", "empty", "left over"), []);
});

Deno.test("checkRule() says what is wrong", () => {
  const wrong: [string, ReturnType<typeof check>][] = [
    ["filter_field", check("shoe", "eq", "1")],
    ["filter_op", check("name", "gt", "1")],
    ["filter_op", check("id", "empty")], // every contact has one
    ["filter_value_missing", check("name", "is")],
    ["filter_value_missing", check("name", "is", "  ")],
    ["filter_value_missing", check("name", "contains", "’")], // nothing is left of it in a comparison
    ["filter_value_missing", check("name", "contains", "\u200d")],
    ["filter_value_missing", check("tags", "any", "", " ")],
    ["filter_values_two", check("id", "between", "1")],
    ["filter_values_two", check("id", "between", "", "1")],
    ["too_many", check("id", "between", "1", "2", "3")],
    ["too_many", check("name", "is", "a", "b")],
    ["too_many", check("tags", "any", ...Array(VALUES_MAX + 1).fill("t"))],
    ["too_long", check("name", "is", "x".repeat(VALUE_CHARS_MAX + 1))],
    ["filter_number", check("id", "gt", "many")],
    ["filter_day", check("created", "on", "2026-02-30")],
    ["filter_day", check("created", "on", "30d")],
    ["filter_period", check("created", "ago", "2026-02-01")],
    ["filter_option", check("source", "any", "moon")],
    ["language_invalid", check("language", "any", "ukr")],
    ["tag_unknown", check("tags", "none", "x")],
    ["filter_phone", check("phone", "contains", "call me")],
    ["filter_order", check("id", "between", "10", "9")],
    ["filter_order", check("created", "between", "2026-11-22", "2026-11-21")],
  ];
  for (const [code, { rule, problem }] of wrong) {
    assertEquals(problem?.code, code);
    assertEquals(rule, null);
  }
});

Deno.test("numbers are put in order as numbers, not as text", () => {
  assertEquals(codeOf("id", "between", "9", "10"), undefined);
  assertEquals(codeOf("id", "between", "-10", "-9"), undefined);
  assertEquals(codeOf("id", "between", "5", "5"), undefined);
});

Deno.test("a field may have options of its own, or be a checkbox", () => {
  const plan: FilterField = {
    key: "attr.plan",
    kind: "list",
    group: "attributes",
    optional: true,
    options: ["Pro"],
  };
  const asks = (field: FilterField, op: FilterOp, ...values: string[]) =>
    checkRule({ field: field.key, op, values }, field).problem?.code;
  assertEquals(asks(plan, "any", "Pro"), undefined);
  assertEquals(asks(plan, "any", "pro"), "filter_option");
  assertEquals(asks({ ...plan, kind: "checkbox" }, "true"), undefined);
  assertEquals(asks({ ...plan, kind: "checkbox" }, "empty"), undefined);
  assertEquals(asks({ ...plan, kind: "checkbox" }, "set"), "filter_op");
});

const anyRule = fc.record({
  field: fc.constantFrom(...CONTACT_FIELDS.map(({ key }) => key)),
  op: fc.constantFrom(...FILTER_OPS),
  values: fc.array(
    fc.oneof(
      anyText(20),
      fc.constantFrom("1", "2,5", "30d", "2026-11-22", "1.2.2026", "uk", "import", "t1", "067"),
    ),
    { maxLength: 3 },
  ),
});

Deno.test("checkRule() takes back what it made, and never throws", () => {
  fc.assert(
    fc.property(anyRule, (rule) => {
      const field = findContactField(rule.field);
      const { rule: canonical } = checkRule(rule, field);
      if (canonical === null) return;
      assertEquals(checkRule(canonical, field).rule, canonical);
      assert(field !== null && opsOf(field).includes(canonical.op));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("an accepted text always has something to compare, without a line break", () => {
  const texts = anyText(6, 1);
  fc.assert(
    fc.property(fc.constantFrom("name", "email", "phone"), texts, (key, text) => {
      const [value] = valuesOf(key, "contains", text) ?? [];
      if (value === undefined) return;
      const compared = comparedText(key, value);
      assert(compared !== "" && !compared.includes("\n"));
    }),
    { numRuns: 2000 },
  );
  assertEquals(valuesOf("email", "contains", "a\n b"), ["a\n b"]);
  assertEquals(comparedText("email", "a\n b"), "a b");
});
