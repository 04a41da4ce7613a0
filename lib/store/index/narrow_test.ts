import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { narrow } from "./narrow.ts";

/** Units that share code pieces when they are narrowed, lone surrogates among them. */
const unit = fc.oneof(
  fc.constantFrom("a", "b", "%", "_", "\n", "\0", "я", "а", "ґ", "é", "\xa0", "\xe1", "\xff"),
  fc.constantFrom("\ud83d", "\ude00", "\uf0e0", "\ufeff", "Ā", "ࠀ"),
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
);
const text = fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));

Deno.test("a narrow text contains a narrow word exactly when the text contains the word", () => {
  fc.assert(
    fc.property(text, text, text, (before, word, after) => {
      assert(narrow(before + word + after).includes(narrow(word)));
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(text, text, (whole, word) => {
      assertEquals(narrow(whole).includes(narrow(word)), whole.includes(word));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("a narrow text has no letter beyond U+00FF", () => {
  fc.assert(fc.property(text, (whole) => {
    assert([...narrow(whole)].every((letter) => letter.charCodeAt(0) <= 0xff));
  }));
});
