// Finding lines that are, contain or start with a value in the packed texts of many ordinals.
import type { TextTest } from "@/lib/domain/filter/condition.ts";
import { countNear, emptyBits, keepOnly, lowestBit, setBit } from "./bitmap.ts";
import type { Chunk } from "./chunk.ts";
import { indexIn, needleOf } from "./needle.ts";
import { type ChunkScan, scanChunk } from "./scan.ts";

/** What is asked of the lines of a text. */
export interface LineTest {
  test: TextTest;
  /** Narrow, without a newline; at least a letter unless a line is to be empty. */
  value: string;
  /** Whether only the first line counts, which is the name. */
  isFirstLineOnly: boolean;
}

/** Chunks whose texts have the ordinals from 0 on, and a set to add to. */
type ChunkFound = Pick<ChunkScan, "chunk" | "first" | "found">;

/** Above this share of a chunk, going through all of it is cheaper than looking at each candidate. */
const DENSE_SHARE = 1 / 4;
const NEWLINE = "\n";
const NEWLINE_NEEDLE = needleOf(NEWLINE);

/** The candidates of which a line passes. */
export function scanLines(
  chunks: readonly Chunk[],
  lineTest: LineTest,
  candidates: Uint32Array,
): Uint32Array {
  const found = emptyBits(candidates.length * 32);
  const passes = testOf(lineTest);
  let first = 0;
  for (const chunk of chunks) {
    const size = chunk.offsets.length - 1;
    const inChunk = countNear(candidates, first, first + size);
    if (inChunk > size * DENSE_SHARE) scanAll({ chunk, first, found }, lineTest);
    else if (inChunk > 0) scanSome({ chunk, first, found }, passes, candidates);
    first += size;
  }
  keepOnly(found, candidates);
  return found;
}

function scanSome(
  { chunk, first, found }: ChunkFound,
  passes: PassesAt,
  candidates: Uint32Array,
): void {
  const { text, offsets } = chunk;
  const end = first + offsets.length - 1;
  for (let at = first >>> 5; at <= (end - 1) >>> 5; at++) {
    for (let rest = candidates[at] ?? 0; rest !== 0; rest &= rest - 1) {
      const ordinal = (at << 5) + lowestBit(rest);
      if (ordinal < first || ordinal >= end) continue;
      const place = ordinal - first;
      if (passes(text, offsets[place] ?? 0, offsets[place + 1] ?? 0)) setBit(found, ordinal, true);
    }
  }
}

/** Whether a line of the text between two places passes. */
type PassesAt = (text: string, start: number, end: number) => boolean;

function testOf(lineTest: LineTest): PassesAt {
  const { test, value, isFirstLineOnly } = lineTest;
  if (test !== "contains") {
    return (text, start, end) => hasLine(text.slice(start, end), lineTest);
  }
  const needle = needleOf(value);
  if (!isFirstLineOnly) return (text, start, end) => indexIn(text, needle, start, end) !== -1;
  return (text, start, end) => {
    const at = indexIn(text, needle, start, end);
    return at !== -1 && indexIn(text, NEWLINE_NEEDLE, start, at) === -1;
  };
}

/** Whether a line of one text passes. A text without a letter has one line, an empty one. */
export function hasLine(text: string, { test, value, isFirstLineOnly }: LineTest): boolean {
  if (test === "contains") {
    const at = text.indexOf(value);
    return at !== -1 && (!isFirstLineOnly || !text.slice(0, at).includes(NEWLINE));
  }
  if (text.startsWith(value) && (test === "starts" || isEnd(text, value.length, text.length))) {
    return true;
  }
  if (isFirstLineOnly) return false;
  const line = NEWLINE + value;
  if (test === "starts") return text.includes(line);
  return text.includes(line + NEWLINE) || text.endsWith(line);
}

/** Adds all texts of a chunk of which a line passes, by searches through all of them at once. */
function scanAll(place: ChunkFound, lineTest: LineTest): void {
  const { test, value, isFirstLineOnly } = lineTest;
  const { text } = place.chunk;
  if (test === "contains") {
    if (!isFirstLineOnly) return scanChunk({ ...place, word: value });
    const accept = (at: number, start: number) => !text.slice(start, at).includes(NEWLINE);
    return scanChunk({ ...place, word: value, accept });
  }
  scanFirstLines(place, lineTest);
  if (isFirstLineOnly) return;
  const word = NEWLINE + value;
  if (test === "starts") return scanChunk({ ...place, word });
  const accept = (at: number, _: number, end: number) => isEnd(text, at + word.length, end);
  scanChunk({ ...place, word, accept });
}

function scanFirstLines({ chunk, first, found }: ChunkFound, { test, value }: LineTest): void {
  const { text, offsets } = chunk;
  for (let place = 0; place + 1 < offsets.length; place++) {
    const [start = 0, end = 0] = [offsets[place], offsets[place + 1]];
    if (start + value.length > end || !text.startsWith(value, start)) continue;
    if (test === "is" && !isEnd(text, start + value.length, end)) continue;
    setBit(found, first + place, true);
  }
}

/** Whether a line of a text that ends at `end` ends at `at`. */
function isEnd(text: string, at: number, end: number): boolean {
  return at === end || text.startsWith(NEWLINE, at);
}
