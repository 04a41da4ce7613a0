import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "@/lib/errors.ts";
import { aTypedAttribute } from "@/tests/support/cast.ts";
import { parseAttributeInput, parseAttributeKey, type Settled } from "./attribute_input.ts";
import { isAttributeKey } from "./attribute_key.ts";

function codes(changes: Parameters<typeof aTypedAttribute>[0], settled: Settled = null) {
  const typed = aTypedAttribute(changes);
  const { problems } = assertThrows(() => parseAttributeInput(typed, settled), InputError);
  return Object.fromEntries(Object.entries(problems).map(([path, { code }]) => [path, code]));
}

const LIST: Settled = {
  hasValues: true,
  type: "list",
  options: [{ value: "Gold", retired: false }, { value: "Silver", retired: true }],
};

Deno.test("parseAttributeInput() cleans what is typed and drops what is not of the type", () => {
  const typed = aTypedAttribute({
    name: " Client\n since ",
    type: "date",
    pattern: "x",
    patternHint: "y",
    options: "A\nB",
  });
  assertEquals(parseAttributeInput(typed, null), {
    name: "Client since",
    description: "",
    type: "date",
    pattern: "",
    patternHint: "",
    options: [],
  });
});

Deno.test("parseAttributeInput() names every field that breaks a rule", () => {
  assertEquals(codes({ name: " ", type: "colour", description: "x".repeat(201) }), {
    name: "attribute_name_empty",
    type: "attribute_type_unknown",
    description: "too_long",
  });
  assertEquals(codes({ name: "x".repeat(61), pattern: "(", patternHint: "x".repeat(201) }), {
    name: "too_long",
    pattern: "pattern_unclosed",
    patternHint: "too_long",
  });
});

Deno.test("options are one a line, each once ignoring case", () => {
  const typed = aTypedAttribute({ type: "list", options: " Gold \r\n\ngold\nSilver" });
  assertEquals(parseAttributeInput(typed, null).options, [
    { value: "Gold", retired: false },
    { value: "Silver", retired: false },
  ]);
  assertEquals(codes({ type: "list", options: " \n" }), { options: "attribute_options_empty" });
  const many = Array.from({ length: 101 }, (_, at) => `o${at}`).join("\n");
  assertEquals(codes({ type: "list", options: many }), { options: "too_many" });
  assertEquals(codes({ type: "list", options: "x".repeat(101) }), {
    options: "attribute_option_long",
  });
});

Deno.test("once there are values, options stay, are retired and brought back, and never renamed", () => {
  const typed = aTypedAttribute({ type: "list", retired: ["Gold"], options: "Bronze\nsilver" });
  assertEquals(parseAttributeInput(typed, LIST).options, [
    { value: "Gold", retired: true },
    { value: "Silver", retired: false },
    { value: "Bronze", retired: false },
  ]);
  const before = { type: "list" as const, options: LIST?.options ?? [], hasValues: false };
  const rewritten = parseAttributeInput({ ...typed, options: "Pro" }, before).options;
  assertEquals(rewritten, [{ value: "Pro", retired: false }]);
});

Deno.test("a type is fixed once there are values, and free before", () => {
  assertEquals(codes({ type: "text" }, LIST), { type: "attribute_type_fixed" });
  const free: Settled = { hasValues: false, type: "list", options: [] };
  assertEquals(parseAttributeInput(aTypedAttribute({ type: "number" }), free).type, "number");
});

Deno.test("parseAttributeKey() takes keys as rule 7.1 has them, and makes one of the name", () => {
  assertEquals(parseAttributeKey(" plan_2 ", "x"), "plan_2");
  assertEquals(parseAttributeKey("", "Дата договору"), "data_dohovoru");
  assertEquals(parseAttributeKey("", "1C: Код"), "c_kod");
  for (const typed of ["Plan", "2plan", "a-b", "__proto__", "constructor", "x".repeat(41)]) {
    assertThrows(() => parseAttributeKey(typed, "Plan"), InputError, "key", typed);
  }
  assertThrows(() => parseAttributeKey("", "漢字"), InputError);
});

Deno.test("a key made of a name is a key, or is asked for", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => {
    try {
      assert(isAttributeKey(parseAttributeKey("", name)), name);
    } catch (error) {
      assert(error instanceof InputError);
    }
  }));
});
