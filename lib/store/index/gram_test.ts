import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { GRAM_LETTERS, gramsOf } from "./gram.ts";

Deno.test("grams are pieces of the word that do not overlap", () => {
  fc.assert(fc.property(fc.string({ minLength: 1, unit: fc.constantFrom(..."aq1.z") }), (word) => {
    const grams = gramsOf(word);
    assert(grams.length >= 1 && grams.length <= 2);
    assert(grams.every((gram) => word.includes(gram) && gram.length <= GRAM_LETTERS));
    if (word.length <= GRAM_LETTERS) assertEquals(grams, [word]);
    assert(grams.join("").length <= word.length);
  }));
});

Deno.test("the rarest letters come first", () => {
  assertEquals(gramsOf("anaqwxnan")[0], "qwx");
});
