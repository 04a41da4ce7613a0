// Finding a word in the packed texts of many ordinals.
import { countNear, emptyBits, hasBit, lowestBit, setBit } from "./bitmap.ts";
import { type Chunk, chunkText } from "./chunk.ts";

/** Below this share of a chunk, looking at each candidate is cheaper than going through the whole chunk. */
const SPARSE_SHARE = 1 / 16;

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
    if (inChunk > 0 && inChunk <= size * SPARSE_SHARE) {
      scanCandidates({ chunk, first, word, candidates, found });
    } else if (inChunk > 0) {
      scanChunk({ chunk, first, word, candidates, found });
    }
    first += size;
  }
  return found;
}

interface ChunkScan {
  chunk: Chunk;
  /** Ordinal of the chunk's first text. */
  first: number;
  word: string;
  candidates: Uint32Array;
  found: Uint32Array;
}

function scanCandidates({ chunk, first, word, candidates, found }: ChunkScan): void {
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
function scanChunk({ chunk, first, word, candidates, found }: ChunkScan): void {
  const { text, offsets } = chunk;
  let place = 0;
  for (let at = text.indexOf(word); at !== -1;) {
    place = placeOf(offsets, at, place);
    const end = offsets[place + 1] ?? text.length;
    if (at + word.length > end) {
      at = text.indexOf(word, at + 1);
      continue;
    }
    if (hasBit(candidates, first + place)) setBit(found, first + place, true);
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
