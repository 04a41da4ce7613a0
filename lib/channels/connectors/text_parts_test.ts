import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { textParts } from "./text_parts.ts";

Deno.test("a text that fits is one part, a blank one is none", () => {
  assertEquals(textParts("Добрий день", 20), ["Добрий день"]);
  assertEquals(textParts("  \n ", 20), []);
  assertEquals(textParts("x".repeat(20), 20), ["x".repeat(20)]);
});

Deno.test("it is cut between paragraphs rather than lines, lines rather than words, words rather than letters", () => {
  assertEquals(textParts("one two\n\nthree\nfour", 16), ["one two\n\nthree", "four"]);
  assertEquals(textParts("one two\n\nthree four", 13), ["one two", "three four"]);
  assertEquals(textParts("one two three", 8), ["one two", "three"]);
  assertEquals(textParts("abcdefghij", 4), ["abcd", "efgh", "ij"]);
});

Deno.test("no letter is cut in two", () => {
  assertEquals(textParts("abc😀def", 4), ["abc", "😀de", "f"]);
});

Deno.test("parts have every letter in order, fit, and are not blank, whatever the text", () => {
  const texts = fc.array(fc.constantFrom("a", "ї", "😀", " ", "\n", "\n\n"), { maxLength: 200 });
  const property = fc.property(texts, fc.integer({ min: 2, max: 40 }), (letters, max) => {
    const text = letters.join("");
    const parts = textParts(text, max);
    for (const part of parts) {
      assertEquals(part.length <= max && part.trim() !== "" && part.isWellFormed(), true);
    }
    assertEquals(parts.join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
  });
  fc.assert(property, { numRuns: 2000 });
});
