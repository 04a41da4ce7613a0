// Which of some packed contacts have a number in a range.
import {
  type AttributeColumn,
  isAttributeColumn,
  type NumberField,
} from "@/lib/domain/filter/condition.ts";
import { both, emptyBits, lowestBit } from "./bitmap.ts";
import { holding, type Loader } from "./loader.ts";
import { hasSet, type NumberColumn } from "./packed.ts";

export interface NumberRange {
  field: NumberField;
  /** Inclusive. */
  from: number;
  /** Exclusive. */
  to: number;
}

const WORD_BITS = 32;

function columnOf(field: NumberField): NumberColumn {
  return field === "lastActivity" ? "last" : field;
}

/** Those of `within` with a number in the range. No activity is packed as 0, which is in no range. */
export async function withNumber(
  loader: Loader,
  range: NumberRange,
  within: Uint32Array,
): Promise<Uint32Array> {
  if (!hasOwnSet(range.field)) return await inColumn(loader, range, within);
  // Who is not in the set has no number, whatever stands in the column.
  return await inColumn(loader, range, both(within, await loader.set(hasSet(range.field))));
}

/** Few are blocked, and many may lack an attribute: their sets say who has a number at all. */
function hasOwnSet(field: NumberField): field is "blockedUntil" | AttributeColumn {
  return field === "blockedUntil" || isAttributeColumn(field);
}

async function inColumn(
  loader: Loader,
  range: NumberRange,
  within: Uint32Array,
): Promise<Uint32Array> {
  const segments = await loader.segments(columnOf(range.field), holding(within));
  const size = loader.layout.segment;
  const found = emptyBits(within.length * WORD_BITS);
  const step = Math.max(size, WORD_BITS);
  for (let first = 0; first < within.length * WORD_BITS; first += step) {
    if (!hasAny(within, first, step)) continue;
    if (size < WORD_BITS) addOneByOne({ within, found, first, step }, segments, range);
    else addOfSegment({ within, found, first, step }, segments[first / size], range);
  }
  return found;
}

/** Some words of two sets. */
interface Stretch {
  within: Uint32Array;
  found: Uint32Array;
  first: number;
  step: number;
}

function hasAny(bits: Uint32Array, first: number, step: number): boolean {
  for (let word = first >>> 5; word < (first + step) >>> 5; word++) {
    if (bits[word]) return true;
  }
  return false;
}

function addOfSegment(
  { within, found, first, step }: Stretch,
  segment: Float64Array | undefined,
  range: NumberRange,
): void {
  if (segment === undefined) return;
  const { min, max } = extremesOf(segment);
  const [firstWord, endWord] = [first >>> 5, (first + step) >>> 5];
  if (!(min < range.to && range.from <= max)) return;
  if (range.from <= min && max < range.to && (min > 0 || range.field !== "lastActivity")) {
    found.set(within.subarray(firstWord, endWord), firstWord);
    return;
  }
  for (let word = firstWord; word < endWord; word++) {
    const wanted = within[word] ?? 0;
    if (wanted !== 0) found[word] = inRange(segment, (word - firstWord) * WORD_BITS, wanted, range);
  }
}

/** Of 32 numbers from `start` on those wanted that are in the range. */
function inRange(
  segment: Float64Array,
  start: number,
  wanted: number,
  { field, from, to }: NumberRange,
): number {
  let bits = 0;
  for (let rest = wanted; rest !== 0; rest &= rest - 1) {
    const at = lowestBit(rest);
    const value = segment[start + at] ?? 0;
    if (from <= value && value < to && (value !== 0 || field !== "lastActivity")) bits |= 1 << at;
  }
  return bits;
}

/** Where a word of bits is longer than a segment. */
function addOneByOne(
  { within, found, first }: Stretch,
  segments: readonly Float64Array[],
  range: NumberRange,
): void {
  const size = segments[0]?.length ?? WORD_BITS;
  const numbers = new Float64Array(WORD_BITS);
  for (let at = 0; at < WORD_BITS; at += size) {
    const segment = segments[(first + at) / size];
    if (segment !== undefined) numbers.set(segment, at);
  }
  found[first >>> 5] = inRange(numbers, 0, within[first >>> 5] ?? 0, range);
}

interface Extremes {
  min: number;
  max: number;
}

const extremes = new WeakMap<Float64Array, Extremes>();

/** Ids and times of creation rise with the ordinals, so that most segments are all in or all out of a range. */
function extremesOf(segment: Float64Array): Extremes {
  const known = extremes.get(segment);
  if (known !== undefined) return known;
  let [min, max] = [Infinity, -Infinity];
  for (const value of segment) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  extremes.set(segment, { min, max });
  return { min, max };
}
