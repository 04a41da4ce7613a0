import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { aContact, anAttribute } from "@/tests/support/cast.ts";
import type { AttributeType } from "./attribute.ts";
import { attributeText, parseAttributeValue, withAttributeValues } from "./attribute_value.ts";

const OPTIONS = [
  { value: "Gold", retired: false },
  { value: "Срібний", retired: false },
  { value: "Bronze", retired: true },
];

function read(type: AttributeType, raw: unknown, current?: string) {
  const { value, problem } = parseAttributeValue(anAttribute({ type, options: OPTIONS }), raw, {
    current,
  });
  return problem === null ? value : problem.code;
}

const GOOD: [type: AttributeType, raw: unknown, value: string | number | boolean][] = [
  ["text", "  Kyiv,\n Podil ", "Kyiv, Podil"],
  ["text", "<b>\u202Ex", "<b>x"],
  ["text", 42, "42"],
  ["text", true, "true"],
  ["number", "1 234,5", 1234.5],
  ["number", " −7 ", -7],
  ["number", 0.1 + 0.2, 0.3],
  ["number", -0, 0],
  ["number", 1e15, 1e15],
  ["number", 1e-9, 0],
  ["link", "https://example.com/шлях?q=1", "https://example.com/шлях?q=1"],
  ["link", "example.com/a", "https://example.com/a"],
  ["link", "магазин.укр", "https://магазин.укр"],
  ["link", "HTTP://EXAMPLE.COM", "HTTP://EXAMPLE.COM"],
  ["link", "mailto:olena@example.com", "mailto:olena@example.com"],
  ["link", "tel:+380671234567", "tel:+380671234567"],
  ["date", "22.11.2026", "2026-11-22"],
  ["date", "2024-02-29", "2024-02-29"],
  ["list", "gold", "Gold"],
  ["list", " СРІБНИЙ ", "Срібний"],
  ["checkbox", true, true],
  ["checkbox", "Так", true],
  ["checkbox", 0, false],
  ["checkbox", "off", false],
];

Deno.test("parseAttributeValue() reads what each type takes, from forms, files and JSON", () => {
  for (const [type, raw, value] of GOOD) assertEquals(read(type, raw), value, `${type} ${raw}`);
});

const BAD: [type: AttributeType, raw: unknown, code: string][] = [
  ["text", "x".repeat(1001), "too_long"],
  ["text", ["x"], "attribute_text"],
  ["text", {}, "attribute_text"],
  ["number", "1,234", "attribute_number"],
  ["number", "12 apples", "attribute_number"],
  ["number", Infinity, "attribute_number"],
  ["number", NaN, "attribute_number"],
  ["number", 1e21, "attribute_number"],
  ["number", true, "attribute_number"],
  ["link", "javascript:alert(1)", "attribute_link"],
  ["link", "java\nscript:alert(1)", "attribute_link"],
  ["link", "JaVaScRiPt:alert(1)//example.com", "attribute_link"],
  ["link", "data:text/html,x", "attribute_link"],
  ["link", "//example.com", "attribute_link"],
  ["link", "/contacts", "attribute_link"],
  ["link", "https://", "attribute_link"],
  ["link", "mailto:", "attribute_link"],
  ["link", "https://example.com/a b", "attribute_link"],
  ["link", `https://example.com/${"x".repeat(1000)}`, "too_long"],
  ["link", `example.com/${"x".repeat(985)}`, "too_long"], // with https:// before it
  ["date", "2026-02-30", "attribute_date"],
  ["date", "2026-11-22T10:00:00Z", "attribute_date"],
  ["date", 20261122, "attribute_date"],
  ["list", "Platinum", "attribute_option"],
  ["list", "Bronze", "attribute_option_retired"],
  ["checkbox", "maybe", "attribute_checkbox"],
  ["checkbox", 2, "attribute_checkbox"],
];

Deno.test("parseAttributeValue() refuses what a type cannot be, and says why", () => {
  for (const [type, raw, code] of BAD) assertEquals(read(type, raw), code, `${type} ${raw}`);
});

Deno.test("nothing to see means no value, whatever the type", () => {
  for (const { type } of GOOD.map(([type]) => ({ type }))) {
    for (const raw of [null, undefined, "", "  ", "\u200B\u00AD"]) {
      assertEquals(read(type, raw), null, `${type} ${JSON.stringify(raw)}`);
    }
  }
});

Deno.test("an option that was retired stays with those who have it, and nobody else gets it", () => {
  assertEquals(read("list", "bronze", "Bronze"), "Bronze");
  assertEquals(read("list", "Bronze", "Gold"), "attribute_option_retired");
});

Deno.test("a text has to match the whole pattern, unless it is the one there was before", () => {
  const attribute = anAttribute({ pattern: "[A-Z]{2}\\d{3}" });
  assertEquals(parseAttributeValue(attribute, "AB123").value, "AB123");
  const refused = parseAttributeValue(attribute, "xAB123x").problem;
  assertEquals(refused, { code: "attribute_pattern" });
  const hinted = { ...attribute, patternHint: "Two letters, three digits." };
  assertEquals(parseAttributeValue(hinted, "1").problem, {
    code: "attribute_pattern_hint",
    params: { hint: "Two letters, three digits." },
  });
  assertEquals(parseAttributeValue(attribute, "old", { current: "old" }).value, "old");
});

/** Texts of many kinds that may or may not be values. */
const RAWS = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  fc.webUrl(),
  fc.constantFrom("Gold", "срібний", "yes", "ні", "1,5", "example.com"),
);
const TYPES = fc.constantFrom<AttributeType>("text", "number", "link", "date", "list", "checkbox");

Deno.test("a value's text is read back as the same value, for every type", () => {
  let values = 0;
  fc.assert(
    fc.property(TYPES, RAWS, (type, raw) => {
      const attribute = anAttribute({ type, options: OPTIONS });
      const { value, problem } = parseAttributeValue(attribute, raw);
      if (problem !== null || value === null) return;
      values++;
      const text = attributeText(attribute, value);
      assertEquals(parseAttributeValue(attribute, text), { value, problem: null });
      assertEquals(parseAttributeValue(attribute, value), { value, problem: null });
    }),
    { numRuns: 5000 },
  );
  assert(values > 500, `only ${values} values`);
});

Deno.test("attributeText() is empty for none, and for a value that is not of the type", () => {
  assertEquals(attributeText(anAttribute({ type: "number" }), 12.5), "12.5");
  assertEquals(attributeText(anAttribute({ type: "checkbox" }), false), "false");
  assertEquals(attributeText(anAttribute({ type: "number" }), "12.5"), "");
  assertEquals(attributeText(anAttribute({ type: "text" }), undefined), "");
});

Deno.test("hostile objects are refused or read as text, and never change what objects have", () => {
  const before = Object.getOwnPropertyNames(Object.prototype).join();
  fc.assert(
    fc.property(TYPES, fc.object({ withNullPrototype: true }), (type, raw) => {
      assert(parseAttributeValue(anAttribute({ type, options: OPTIONS }), raw).problem !== null);
    }),
    { numRuns: 2000 },
  );
  assertEquals(Object.getOwnPropertyNames(Object.prototype).join(), before);
});

Deno.test("a contact without values has no field for them", () => {
  const contact = aContact({ attributes: { city: "Kyiv" } });
  assert(!("attributes" in withAttributeValues(contact, {})));
  assertEquals(withAttributeValues(contact, { plan: "Pro" }).attributes, { plan: "Pro" });
});
