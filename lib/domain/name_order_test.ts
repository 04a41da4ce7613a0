import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { nameSortKey } from "./name_order.ts";

const ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя";
const encoder = new TextEncoder();

/** The order Deno KV gives string keys. */
function compareBytes(a: string, b: string): number {
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(left.length - right.length);
}

function inOrder(names: string[]): string[] {
  return names.toSorted((a, b) => compareBytes(nameSortKey(a), nameSortKey(b)));
}

Deno.test("names sort as digits, Latin, Ukrainian alphabet, other scripts, no name", () => {
  const names = [
    "7 небо",
    "Anna",
    "Zoë",
    "Ганна",
    "Ґалаґан",
    "Елла",
    "Єва",
    "Игор",
    "Ілля",
    "Їжак",
    "Йосип",
  ];
  const expected = [...names, "Яна", "田中", ""];
  assertEquals(inOrder(expected.toReversed()), expected);
});

Deno.test("Ukrainian words sort letter by letter in alphabet order", () => {
  const word = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const ranks = (text: string) =>
        [...text].map((letter) => ALPHABET.indexOf(letter) + 10).join("");
      const expected = ranks(a) < ranks(b) ? -1 : ranks(a) > ranks(b) ? 1 : 0;
      assertEquals(compareBytes(nameSortKey(a), nameSortKey(b.toUpperCase())), expected);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("case, accents, apostrophes and punctuation do not count", () => {
  const same = [["Łukasz", "lukasz"], ["«Ромашка» ТОВ", "ромашка тов"], ["Мар'яна", "марʼяна"], [
    "Zoë",
    "zoe",
  ]];
  for (const [a = "", b = ""] of same) assertEquals(nameSortKey(a), nameSortKey(b));
  assertEquals(inOrder(["Ан Яна", "Анна", "Ан-Яна Б"]), ["Ан Яна", "Ан-Яна Б", "Анна"]);
});

Deno.test("nameSortKey() is short and well-formed for any name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
      const key = nameSortKey(name);
      assert(key.isWellFormed() && key.length <= 65);
      assert(name === "" || compareBytes(key, nameSortKey("")) < 0);
    }),
    { numRuns: 2000 },
  );
});
