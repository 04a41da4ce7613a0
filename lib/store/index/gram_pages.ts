// Pages: the postings of neighbouring grams of a sealed block in one stored value, and finding one gram's in it.
import { emptyBits, setBit } from "./bitmap.ts";
import type { Posting } from "./postings.ts";

/** A page is not longer: reading one gram of a million contacts is about thirty pages. */
const PAGE_BYTES_MAX = 16 * 1024;
/** Per gram its number and where its bytes end. */
const HEAD_WORDS = 2;
const WORD_BYTES = 4;

/** A sealed block as it is stored. */
export interface SealedPages {
  pages: Uint8Array[];
  /** The number of the first gram of each page, rising. */
  directory: Uint32Array;
}

interface Encoded {
  gram: number;
  bytes: Uint8Array;
}

/** Packs postings that rise by gram. The same postings always make the same pages. */
export function encodePages(postings: readonly Posting[], blockSize: number): SealedPages {
  const pages: Uint8Array[] = [];
  const firstGrams: number[] = [];
  let page: Encoded[] = [];
  let pageBytes = WORD_BYTES;
  for (const { gram, places } of postings) {
    const bytes = encodePlaces(places, blockSize);
    const more = bytes.length + HEAD_WORDS * WORD_BYTES;
    if (page.length > 0 && pageBytes + more > PAGE_BYTES_MAX) {
      pages.push(encodePage(page));
      page = [];
      pageBytes = WORD_BYTES;
    }
    if (page.length === 0) firstGrams.push(gram);
    page.push({ gram, bytes });
    pageBytes += more;
  }
  if (page.length > 0) pages.push(encodePage(page));
  return { pages, directory: Uint32Array.from(firstGrams) };
}

/** The page that has a gram if the block has it; -1 when it can have none. */
export function pageOf(directory: Uint32Array, gram: number): number {
  let [low, high] = [0, directory.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((directory[middle] ?? 0) <= gram) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Adds the places that a stored page has for a gram. Throws `TypeError` on what is no page. */
export function addFromPage(
  value: unknown,
  gram: number,
  into: { bits: Uint32Array; first: number; blockSize: number },
): void {
  const head = headOf(value);
  if (!(value instanceof Uint8Array) || head === null) throw unreadable();
  const count = head[0] ?? 0;
  const at = pageOf(head.subarray(1, 1 + count), gram);
  if (at === -1 || head[1 + at] !== gram) return;
  const start = (1 + HEAD_WORDS * count) * WORD_BYTES;
  const from = at === 0 ? 0 : head[count + at] ?? 0;
  addPlaces(value.subarray(start + from, start + (head[1 + count + at] ?? 0)), into);
}

/** How many grams, then the number of each, then the end of each; null when the value is too short for them. */
function headOf(value: unknown): Uint32Array | null {
  if (!(value instanceof Uint8Array) || value.length < WORD_BYTES) return null;
  const count = new DataView(value.buffer, value.byteOffset).getUint32(0, true);
  const end = (1 + HEAD_WORDS * count) * WORD_BYTES;
  // A copy, for the bytes may start at an odd address.
  return end > value.length ? null : new Uint32Array(value.slice(0, end).buffer);
}

function encodePage(grams: readonly Encoded[]): Uint8Array {
  const head = new Uint32Array(1 + HEAD_WORDS * grams.length);
  head[0] = grams.length;
  let end = 0;
  for (const [at, { gram, bytes }] of grams.entries()) {
    end += bytes.length;
    head[1 + at] = gram;
    head[1 + grams.length + at] = end;
  }
  const page = new Uint8Array(head.byteLength + end);
  page.set(new Uint8Array(head.buffer));
  let start = head.byteLength;
  for (const { bytes } of grams) {
    page.set(bytes, start);
    start += bytes.length;
  }
  return page;
}

/**
 * Gaps between places, 7 bits a byte, low bits first, the high bit set where more follow. Where that is not shorter
 * than the bits of the block, the bits.
 */
function encodePlaces(places: Uint16Array, blockSize: number): Uint8Array {
  const bytes = new Uint8Array(3 * places.length); // a gap has at most 16 bits
  let [length, before] = [0, -1];
  for (const place of places) {
    let gap = place - before - 1;
    for (; gap > 0x7f; gap >>>= 7) bytes[length++] = 0x80 | gap;
    bytes[length++] = gap;
    before = place;
  }
  if (length < blockSize / 8) return bytes.subarray(0, length);
  const bits = emptyBits(blockSize);
  for (const place of places) setBit(bits, place, true);
  return new Uint8Array(bits.buffer);
}

function addPlaces(
  bytes: Uint8Array,
  { bits, first, blockSize }: { bits: Uint32Array; first: number; blockSize: number },
): void {
  if (bytes.length === blockSize / 8) {
    bits.set(new Uint32Array(bytes.slice().buffer), first >>> 5);
    return;
  }
  let [place, gap, shift] = [first - 1, 0, 0];
  for (const byte of bytes) {
    gap |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte > 0x7f) continue;
    place += gap + 1;
    setBit(bits, place, true);
    gap = 0;
    shift = 0;
  }
}

function unreadable(): TypeError {
  return new TypeError("Cannot read sealed grams: a page has another form; run verify --fix");
}
