import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { matchesText } from "@/lib/domain/filter/condition.ts";
import { bitsBetween, emptyBits, hasBit, setBit } from "./bitmap.ts";
import { appendTexts, type Chunk, emptyChunk } from "./chunk.ts";
import { hasLine, type LineTest, scanLines } from "./line_scan.ts";

const CHUNK = 8;
const TESTS = ["is", "contains", "starts"] as const;

/** Few letters, so that hits overlap, run over borders and stand at ends. */
const line = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 5 });
const text = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join("\n"));
const lineTest: fc.Arbitrary<LineTest> = fc.record({
  test: fc.constantFrom(...TESTS),
  value: line.filter((value) => value !== ""),
  isFirstLineOnly: fc.boolean(),
});

function passes(text: string, { test, value, isFirstLineOnly }: LineTest): boolean {
  const lines = text.split("\n").slice(0, isFirstLineOnly ? 1 : undefined);
  return lines.some((line) => matchesText(line, test, value));
}

function chunksOf(texts: readonly string[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (let first = 0; first < texts.length; first += CHUNK) {
    const places = texts.slice(first, first + CHUNK).map((text, place) => [place, text] as const);
    chunks.push(appendTexts(emptyChunk(CHUNK), new Map(places)));
  }
  return chunks;
}

Deno.test("hasLine() looks at each line for itself", () => {
  fc.assert(fc.property(text, lineTest, (text, lineTest) => {
    assertEquals(hasLine(text, lineTest), passes(text, lineTest));
  }));
});

Deno.test("an empty line is one", () => {
  const empty = { test: "is", value: "", isFirstLineOnly: false } as const;
  assertEquals(["", "a", "a\n", "\na", "a\n\nb", "a\nb"].map((text) => hasLine(text, empty)), [
    true,
    false,
    true,
    true,
    true,
    false,
  ]);
});

Deno.test("scanLines() finds those candidates that pass, be they few or many", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), lineTest, fc.integer(), (texts, asked, mask) => {
      for (const candidates of [bitsBetween(0, texts.length), some(texts.length, mask)]) {
        const found = scanLines(chunksOf(texts), asked, candidates);
        for (const [ordinal, text] of texts.entries()) {
          const expected = hasBit(candidates, ordinal) && passes(text, asked);
          assertEquals(hasBit(found, ordinal), expected, JSON.stringify(text));
        }
      }
    }),
    { numRuns: 500 },
  );
});

/** Every fifth or so. */
function some(size: number, mask: number): Uint32Array {
  const bits = emptyBits(size);
  for (let ordinal = Math.abs(mask) % 5; ordinal < size; ordinal += 5) setBit(bits, ordinal, true);
  return bits;
}
