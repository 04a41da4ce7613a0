import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { emptyBits, members } from "./bitmap.ts";
import { gramNumber } from "./gram.ts";
import { addFromPage, encodePages, pageOf } from "./gram_pages.ts";
import { type Posting, postingsOf } from "./postings.ts";

const BLOCK = 64;
const letter = fc.constantFrom(..."ab1\n@\xa0\xff\0");
const texts = fc.array(fc.string({ unit: letter, maxLength: 12 }), { maxLength: BLOCK });

/** All pieces of 1 to 3 letters, and the places of the texts that have them. */
function piecesOf(all: readonly string[]): Map<string, number[]> {
  const pieces = new Map<string, number[]>();
  for (const [place, text] of all.entries()) {
    const ofText = new Set<string>();
    for (let length = 1; length <= 3; length++) {
      for (let at = 0; at + length <= text.length; at++) ofText.add(text.slice(at, at + length));
    }
    for (const piece of ofText) pieces.set(piece, [...pieces.get(piece) ?? [], place]);
  }
  return pieces;
}

function placesIn(pages: readonly Uint8Array[], directory: Uint32Array, gram: number): number[] {
  const bits = emptyBits(3 * BLOCK);
  const page = pageOf(directory, gram);
  if (page !== -1) addFromPage(pages[page], gram, { bits, first: BLOCK, blockSize: BLOCK });
  return [...members(bits)].map((ordinal) => ordinal - BLOCK);
}

Deno.test("postings are the texts that have each piece of up to three letters, and none runs into the next", () => {
  fc.assert(fc.property(texts, (all) => {
    const expected = [...piecesOf(all)].sort(([left], [right]) => left < right ? -1 : 1)
      .map(([piece, places]) => ({ gram: gramNumber(piece), places }));
    const postings = postingsOf(all).map(({ gram, places }) => ({ gram, places: [...places] }));
    assertEquals(postings, expected);
  }));
});

Deno.test("pages give back every posting, and nothing for grams that no text has", () => {
  fc.assert(
    fc.property(
      texts,
      fc.array(fc.string({ unit: letter, minLength: 1, maxLength: 3 })),
      (all, others) => {
        const { pages, directory } = encodePages(postingsOf(all), BLOCK);
        const pieces = piecesOf(all);
        for (const piece of [...pieces.keys(), ...others]) {
          assertEquals(
            placesIn(pages, directory, gramNumber(piece)),
            pieces.get(piece) ?? [],
            piece,
          );
        }
      },
    ),
  );
});

Deno.test("postings of every density in blocks of the largest size come back", () => {
  const size = 65_536;
  const steps = [1, 2, 3, 7, 8, 9, 100, 129, 5000, 40_000, 65_535];
  const postings = steps.map((step, at): Posting => ({
    gram: 10 * at,
    places: Uint16Array.from({ length: Math.ceil(size / step) }, (_, place) => place * step),
  }));
  const { pages, directory } = encodePages(postings, size);
  assert(pages.length > 1 && pages.every((page) => page.length <= 16 * 1024));
  for (const { gram, places } of postings) {
    const bits = emptyBits(size);
    addFromPage(pages[pageOf(directory, gram)], gram, { bits, first: 0, blockSize: size });
    assertEquals(Uint16Array.from(members(bits)), places);
  }
});

Deno.test("what is no page is refused", () => {
  const into = { bits: emptyBits(BLOCK), first: 0, blockSize: BLOCK };
  for (const value of [null, "", new Uint8Array(3), new Uint8Array([255, 255, 0, 0, 1])]) {
    let refused: unknown = null;
    try {
      addFromPage(value, 1, into);
    } catch (error) {
      refused = error;
    }
    assert(refused instanceof TypeError);
  }
});
