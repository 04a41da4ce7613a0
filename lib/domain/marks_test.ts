import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cleanName, cleanText, emailKey, phoneKey } from "./handle.ts";
import { toNfc, withoutPiles } from "./marks.ts";

/** Two marks whose order is wrong wherever they stand. */
const PAIR = "\u0315\u0300";

Deno.test("text of any script is left as it is, with all marks that anybody writes", () => {
  const texts = ["Їжак", "Việt Nam", "नमस्ते", "שָׁלוֹם", "ཧཱུྃ", "👩‍👩‍👧", `a${"\u0301".repeat(30)}`];
  for (const text of texts) assertEquals(withoutPiles(text), text);
});

Deno.test("toNfc() is NFC and idempotent, and differs from NFC only for piles", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 10 }),
    fc.constantFrom("\u0344".repeat(20), PAIR.repeat(20), "é"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join("").toWellFormed();
      const normal = toNfc(text);
      assertEquals(normal, normal.normalize("NFC"));
      assertEquals(toNfc(normal), normal);
      if (!/\p{M}{31}/u.test(text.normalize("NFD"))) assertEquals(normal, text.normalize("NFC"));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("half a million marks on one letter are cut before anything puts them in order", () => {
  const pile = `a${PAIR.repeat(250_000)}`; // seven seconds for 20,000 pairs
  assert(cleanName(pile).length <= 31);
  assert(cleanText(pile).length <= 31);
  assertEquals(emailKey(`${pile}@example.com`), null);
  assertEquals(phoneKey(pile, "UA"), null);
});
