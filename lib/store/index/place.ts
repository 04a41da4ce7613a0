// Where a contact stands in a sorted list, and taking one page out of many in that order.
import { lowestBit } from "./bitmap.ts";

/** The order of row keys: value, then key, then id. */
export interface Place {
  /** Milliseconds; for names the number of the key's first six bytes. */
  value: number;
  /** The name key's UTF-8 bytes, one a letter; "" in lists by time. */
  key: string;
  id: number;
}

/** Negative when `left` comes first in rising order. */
export function comparePlaces(left: Place, right: Place): number {
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  if (left.key !== right.key) return left.key < right.key ? -1 : 1;
  return left.id - right.id;
}

const KEY_PREFIX_BYTES = 6;
const utf8 = new TextEncoder();

/** A name key as UTF-8 bytes, one a letter: these compare as Deno KV compares its keys. */
export function keyBytesOf(nameKey: string): string {
  return String.fromCharCode(...utf8.encode(nameKey));
}

/** A number in the order of the first six bytes: most comparisons need no more. */
export function keyPrefix(keyBytes: string): number {
  let prefix = 0;
  for (let at = 0; at < KEY_PREFIX_BYTES; at++) {
    prefix = prefix * 256 + (at < keyBytes.length ? keyBytes.charCodeAt(at) : 0);
  }
  return prefix;
}

export function namePlace(nameKey: string, id: number): Place {
  const key = keyBytesOf(nameKey);
  return { value: keyPrefix(key), key, id };
}

/** The sort values of packed ordinals. */
export interface PlaceSource {
  value(ordinal: number): number;
  key(ordinal: number): string;
  id(ordinal: number): number;
}

export interface PageWish {
  /** 1 for rising, -1 for falling. */
  sign: 1 | -1;
  limit: number;
  /** Only places beyond this one; null for all. */
  beyond: Place | null;
}

/** Collects the first `limit` places beyond a given one, and counts all beyond it. */
export class PageCollector {
  /** Number of places offered that are beyond. */
  beyondCount = 0;
  #kept: Place[] = [];
  #worst: Place | null = null;

  constructor(readonly wish: PageWish) {}

  /** Later ordinals are mostly younger contacts: those that come first in the order should be offered first. */
  offerAll(hits: Uint32Array, source: PlaceSource): void {
    const isRising = this.wish.sign === 1;
    for (let count = 0; count < hits.length; count++) {
      const word = isRising ? count : hits.length - 1 - count;
      if (hits[word]) this.#offerWord(word << 5, hits[word] ?? 0, source);
    }
  }

  #offerWord(first: number, bits: number, source: PlaceSource): void {
    const { sign, beyond } = this.wish;
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const ordinal = first + lowestBit(rest);
      const value = source.value(ordinal);
      if (beyond !== null && sign * (value - beyond.value) < 0) continue;
      if (this.#worst !== null && sign * (value - this.#worst.value) > 0) this.beyondCount++;
      else this.offer({ value, key: source.key(ordinal), id: source.id(ordinal) });
    }
  }

  offer(place: Place): void {
    const { sign, beyond, limit } = this.wish;
    if (beyond !== null && sign * comparePlaces(place, beyond) <= 0) return;
    this.beyondCount++;
    if (this.#worst !== null && sign * comparePlaces(place, this.#worst) > 0) return;
    this.#kept.push(place);
    if (this.#kept.length >= 2 * limit) this.#shrink();
  }

  /** The page, in the order wished for. */
  page(): Place[] {
    this.#shrink();
    return this.#kept;
  }

  /** Sorts seldom: only when twice the page has come together. */
  #shrink(): void {
    const { sign, limit } = this.wish;
    this.#kept.sort((left, right) => sign * comparePlaces(left, right));
    if (this.#kept.length < limit) return;
    this.#kept.length = limit;
    this.#worst = this.#kept.at(-1) ?? null;
  }
}
