import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { indexIn, needleOf } from "./needle.ts";

/** Few letters, so that pieces repeat, and the ends of what a packed text may have. */
const letters = fc.constantFrom(..."ab\n\0\u007f\u00a0\u00ff");
const texts = fc.string({ unit: letters, maxLength: 60 });

Deno.test("indexIn() finds what indexOf() finds in the piece", () => {
  const values = fc.string({ unit: letters, minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(texts, values, fc.nat(60), fc.nat(60), (text, value, one, other) => {
      const [start, end] = [Math.min(one, other), Math.min(Math.max(one, other), text.length)];
      const expected = text.slice(start, end).indexOf(value);
      const at = indexIn(text, needleOf(value), start, end);
      assertEquals(at, expected === -1 ? -1 : start + expected, JSON.stringify({ text, value }));
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("a value longer than any step is found too", () => {
  const value = "x".repeat(300) + "y" + "z".repeat(300);
  const text = "z".repeat(1000) + value + "x".repeat(50);
  assertEquals(indexIn(text, needleOf(value), 0, text.length), 1000);
  assertEquals(indexIn(text, needleOf(value), 1001, text.length), -1);
});
