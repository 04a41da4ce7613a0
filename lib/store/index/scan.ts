// Finding a word in the packed texts of many ordinals.
import { setBit } from "./bitmap.ts";
import type { Chunk } from "./chunk.ts";

/** Adds to `found` every ordinal of chunk `from` and later ones whose text contains the narrow word. */
export function scanChunks(
  chunks: readonly Chunk[],
  word: string,
  { from, found }: { from: number; found: Uint32Array },
): void {
  for (let number = from; number < chunks.length; number++) {
    const chunk = chunks[number];
    if (chunk === undefined) continue;
    scanChunk({ chunk, first: number * (chunk.offsets.length - 1), word, found });
  }
}

export interface ChunkScan {
  chunk: Chunk;
  /** Ordinal of the chunk's first text. */
  first: number;
  /** At least a letter. */
  word: string;
  found: Uint32Array;
  /** Whether a hit counts, given where it and its text start, and where the text ends; all count where it is left out. */
  accept?: (at: number, start: number, end: number) => boolean;
}

/** One search over the joined texts of a chunk; a hit that runs over into the next text is none. */
export function scanChunk({ chunk, first, word, found, accept }: ChunkScan): void {
  const { text, offsets } = chunk;
  let place = 0;
  for (let at = text.indexOf(word); at !== -1;) {
    place = placeOf(offsets, at, place);
    const end = offsets[place + 1] ?? text.length;
    const isHit = at + word.length <= end && (accept?.(at, offsets[place] ?? 0, end) ?? true);
    if (!isHit) {
      at = text.indexOf(word, at + 1);
      continue;
    }
    setBit(found, first + place, true);
    at = text.indexOf(word, end);
  }
}

/** The place whose text holds the letter at `at`, not before `from`: by doubling steps, then halving ones. */
function placeOf(offsets: Uint32Array, at: number, from: number): number {
  const last = offsets.length - 2;
  let place = from;
  let step = 1;
  while (place + step <= last && (offsets[place + step] ?? 0) <= at) {
    place += step;
    step *= 2;
  }
  for (; step >= 1; step = step >>> 1) {
    if (place + step <= last && (offsets[place + step] ?? 0) <= at) place += step;
  }
  return place;
}
