import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "@/lib/errors.ts";
import { aTag } from "@/tests/support/cast.ts";
import { foldTagName, parseTagInput } from "./tag_input.ts";

function codes(changes: Parameters<typeof aTag>[0]): Record<string, string> {
  const { problems } = assertThrows(() => parseTagInput(aTag(changes)), InputError);
  return Object.fromEntries(Object.entries(problems).map(([path, { code }]) => [path, code]));
}

Deno.test("parseTagInput() cleans what is typed", () => {
  const tag = parseTagInput(aTag({ name: "  Very \u202E important ", description: " a\nb " }));
  assertEquals([tag.name, tag.description], ["Very important", "a b"]);
});

Deno.test("parseTagInput() names every field that breaks a rule", () => {
  assertEquals(codes({ name: " ", color: "mauve", description: "x".repeat(201) }), {
    name: "tag_name_empty",
    color: "color_invalid",
    description: "too_long",
  });
});

Deno.test("a tag's name has at most 64 characters, also when it is folded", () => {
  assertEquals(parseTagInput(aTag({ name: "ї".repeat(64) })).name.length, 64);
  assertEquals(codes({ name: "ї".repeat(65) }), { name: "too_long" });
  assertEquals(codes({ name: "ﷺ".repeat(4) }), { name: "too_long" }); // each stands for 18 letters
});

Deno.test("foldTagName() is the same for names that look the same, and stays so", () => {
  for (const name of ["VIP", "ｖｉｐ", "İstanbul", "ΑΣ", "K"]) {
    assertEquals(foldTagName(foldTagName(name)), foldTagName(name));
  }
  assertEquals(foldTagName("ｖｉｐ"), foldTagName("VIP"));
});
