import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { VALUE_BYTES_MAX } from "../change.ts";
import { valueBytes } from "../value_size.ts";
import { appendTexts, chunkText, decodeChunk, emptyChunk, encodeChunk } from "./chunk.ts";

const SIZE = 8;
const text = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
});

function textsOf(chunk: ReturnType<typeof emptyChunk>): string[] {
  return Array.from({ length: SIZE }, (_, place) => chunkText(chunk, place));
}

Deno.test("a chunk gives back each text, however often it was added to", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: SIZE }), fc.nat(SIZE), (texts, cut) => {
      let chunk = emptyChunk(SIZE);
      for (const [from, to] of [[0, cut], [cut, SIZE]] as const) {
        const added = texts.slice(from, to).map((one, at) => [from + at, one] as const);
        chunk = decodeChunk(encodeChunk(appendTexts(chunk, new Map(added))));
      }
      assertEquals(textsOf(chunk), Array.from({ length: SIZE }, (_, at) => texts[at] ?? ""));
    }),
  );
});

Deno.test("long texts are cut into parts that each fit a value", () => {
  // Once two bytes a letter inside V8, which must not show in the stored size.
  const wide = `Ж${"\xe9".repeat(20_000)}`.slice(1);
  const chunk = appendTexts(emptyChunk(SIZE), new Map([0, 3, 5, 7].map((at) => [at, wide])));
  const parts = encodeChunk(chunk);
  assertEquals(parts.length, 2);
  assert(parts.every((part) => valueBytes(part) <= VALUE_BYTES_MAX));
  assertEquals(textsOf(decodeChunk(parts)), textsOf(chunk));
});

Deno.test("what was there can be read while a longer chunk is half written", () => {
  const long = "x".repeat(30_000);
  const before = appendTexts(emptyChunk(SIZE), new Map([[0, long], [1, `${long}y`]]));
  const after = appendTexts(before, new Map([[2, "z"], [4, long], [5, long]]));
  const [oldHead, ...oldRest] = encodeChunk(before);
  const [newHead, ...newRest] = encodeChunk(after);
  for (const parts of [[newHead, ...oldRest], [oldHead, ...newRest]]) {
    assertEquals(textsOf(decodeChunk(parts)).slice(0, 2), [long, `${long}y`]);
  }
  const cutOff = decodeChunk([newHead, ...oldRest]);
  const repaired = appendTexts(cutOff, new Map([[6, "new"]]));
  assertEquals(chunkText(repaired, 1), `${long}y`);
  assertEquals(chunkText(repaired, 6), "new");
});

Deno.test("a place that is filled is never filled again", () => {
  const chunk = appendTexts(emptyChunk(SIZE), new Map([[3, "a"]]));
  assertThrows(() => appendTexts(chunk, new Map([[3, "b"]])), RangeError);
  assertThrows(() => appendTexts(chunk, new Map([[1, "b"]])), RangeError);
  assertThrows(() => appendTexts(chunk, new Map([[SIZE, "b"]])), RangeError);
});
