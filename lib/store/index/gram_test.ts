import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { GRAM_LETTERS, gramNumber, gramsOf } from "./gram.ts";

Deno.test("grams are pieces of the word, each another one", () => {
  fc.assert(fc.property(fc.string({ minLength: 1, unit: fc.constantFrom(..."aq1.z") }), (word) => {
    const grams = gramsOf(word);
    assert(grams.length >= 1 && grams.length <= 4);
    assert(grams.every((gram) => word.includes(gram) && gram.length <= GRAM_LETTERS));
    if (word.length <= GRAM_LETTERS) assertEquals(grams, [word]);
  }));
});

Deno.test("pieces that do not overlap come first, a short word gives all it has", () => {
  assertEquals(gramsOf("qqqaaa").slice(0, 2), ["qqq", "aaa"]);
  assertEquals(gramsOf("ivan").toSorted(), ["iva", "van"]);
});

Deno.test("the rarest letters come first", () => {
  assertEquals(gramsOf("anaqwxnan")[0], "qwx");
});

Deno.test("numbers of grams rise as dictionaries do, and no two grams share one", () => {
  const gram = fc.string({
    minLength: 1,
    maxLength: 3,
    unit: fc.nat(255).map((code) => String.fromCharCode(code)),
  });
  fc.assert(fc.property(gram, gram, (left, right) => {
    const order = left < right ? -1 : left > right ? 1 : 0;
    assertEquals(Math.sign(gramNumber(left) - gramNumber(right)), order);
    assert(gramNumber(left) < 2 ** 32);
  }));
});
