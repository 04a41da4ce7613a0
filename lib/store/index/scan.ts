// Finding a word in the packed texts of many ordinals.
import { countNear, emptyBits, keepOnly, lowestBit, setBit } from "./bitmap.ts";
import { type Chunk, chunkText } from "./chunk.ts";

/** Above this share of a chunk, going through all of it is cheaper than looking at each candidate. */
const DENSE_SHARE = 1 / 4;

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

/** The candidates whose text contains the narrow word. */
export function scanWord(
  chunks: readonly Chunk[],
  word: string,
  candidates: Uint32Array,
): Uint32Array {
  const found = emptyBits(candidates.length * 32);
  let first = 0;
  for (const chunk of chunks) {
    const size = chunk.offsets.length - 1;
    const inChunk = countNear(candidates, first, first + size);
    if (inChunk > size * DENSE_SHARE) scanChunk({ chunk, first, word, found });
    else if (inChunk > 0) scanCandidates({ chunk, first, word, found }, candidates);
    first += size;
  }
  keepOnly(found, candidates);
  return found;
}

interface ChunkScan {
  chunk: Chunk;
  /** Ordinal of the chunk's first text. */
  first: number;
  word: string;
  found: Uint32Array;
}

function scanCandidates({ chunk, first, word, found }: ChunkScan, candidates: Uint32Array): void {
  const end = first + chunk.offsets.length - 1;
  for (let at = first >>> 5; at <= (end - 1) >>> 5; at++) {
    for (let rest = candidates[at] ?? 0; rest !== 0; rest &= rest - 1) {
      const ordinal = (at << 5) + lowestBit(rest);
      if (ordinal < first || ordinal >= end) continue;
      if (chunkText(chunk, ordinal - first).includes(word)) setBit(found, ordinal, true);
    }
  }
}

/** One search over the joined texts; a hit that runs over into the next text is none. */
function scanChunk({ chunk, first, word, found }: ChunkScan): void {
  const { text, offsets } = chunk;
  let place = 0;
  for (let at = text.indexOf(word); at !== -1;) {
    place = placeOf(offsets, at, place);
    const end = offsets[place + 1] ?? text.length;
    if (at + word.length > end) {
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
