// Sets of small integers as bits in a Uint32Array, and the two forms in which a block of one is stored.

/** An empty set that can hold 0 … size − 1. */
export function emptyBits(size: number): Uint32Array {
  return new Uint32Array(Math.ceil(size / 32));
}

/** The set of `first` up to but not with `end`. */
export function bitsBetween(first: number, end: number): Uint32Array {
  const bits = emptyBits(end);
  bits.fill(0xffffffff, first >>> 5);
  if (first >= end) return bits.fill(0);
  if (first % 32 > 0) bits[first >>> 5] = 0xffffffff << (first & 31);
  if (end % 32 > 0) bits[end >>> 5] = (bits[end >>> 5] ?? 0) & (1 << (end & 31)) - 1;
  return bits;
}

export function hasBit(bits: Uint32Array, index: number): boolean {
  return ((bits[index >>> 5] ?? 0) >>> (index & 31) & 1) === 1;
}

/** Adds or removes; an index beyond the end is ignored. */
export function setBit(bits: Uint32Array, index: number, isIn: boolean): void {
  const word = bits[index >>> 5] ?? 0;
  const mask = 1 << (index & 31);
  bits[index >>> 5] = isIn ? word | mask : word & ~mask;
}

export function countBits(bits: Uint32Array): number {
  let count = 0;
  // By index: going through an array by its iterator takes three times as long.
  for (let at = 0; at < bits.length; at++) count += popcount(bits[at] ?? 0);
  return count;
}

/** Members from `first` up to but not with `end`, or a few more where the ends are within a word. */
export function countNear(bits: Uint32Array, first: number, end: number): number {
  let count = 0;
  for (let word = first >>> 5; word <= (end - 1) >>> 5; word++) count += popcount(bits[word] ?? 0);
  return count;
}

function popcount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Changes the first set into the union. */
export function addAll(into: Uint32Array, from: Uint32Array): void {
  const words = Math.min(into.length, from.length);
  for (let word = 0; word < words; word++) into[word] = (into[word] ?? 0) | (from[word] ?? 0);
}

/** Changes the first set into the intersection. */
export function keepOnly(into: Uint32Array, from: Uint32Array): void {
  // Not a word beyond the end: once V8 has seen one read, the loop stays ten times slower.
  const words = Math.min(into.length, from.length);
  for (let word = 0; word < words; word++) into[word] = (into[word] ?? 0) & (from[word] ?? 0);
  into.fill(0, words);
}

/** Changes the first set into what is not in the second. */
export function removeAll(into: Uint32Array, from: Uint32Array): void {
  const words = Math.min(into.length, from.length);
  for (let word = 0; word < words; word++) into[word] = (into[word] ?? 0) & ~(from[word] ?? 0);
}

/** What is in both sets, as long as the first. */
export function both(left: Uint32Array, right: Uint32Array): Uint32Array {
  const result = left.slice();
  keepOnly(result, right);
  return result;
}

/** What is in the first set and not in the second. */
export function without(left: Uint32Array, right: Uint32Array): Uint32Array {
  const result = left.slice();
  removeAll(result, right);
  return result;
}

export function isEmpty(bits: Uint32Array): boolean {
  for (let at = 0; at < bits.length; at++) if (bits[at] !== 0) return false;
  return true;
}

/** The set with its members among `touched` replaced by those in `by`. */
export function replaced(bits: Uint32Array, touched: Uint32Array, by: Uint32Array): Uint32Array {
  return bits.map((word, at) => (word & ~(touched[at] ?? 0)) | (by[at] ?? 0));
}

/** Members in rising order. */
export function* members(bits: Uint32Array): Generator<number> {
  for (let word = 0; word < bits.length; word++) {
    for (let rest = bits[word] ?? 0; rest !== 0; rest &= rest - 1) {
      yield (word << 5) + lowestBit(rest);
    }
  }
}

/** Index of the lowest set bit of a word that is not 0. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/**
 * A block of a set as bytes: rising numbers of two bytes, low byte first, while that is shorter, else the bits.
 * `bits` holds exactly one block; the answer is null when it is empty.
 */
export function encodeBlock(bits: Uint32Array): Uint8Array | null {
  const count = countBits(bits);
  if (count === 0) return null;
  if (2 * count >= bits.byteLength) return new Uint8Array(bits.slice().buffer);
  return new Uint8Array(Uint16Array.from(members(bits)).buffer);
}

/** Whether a stored block has the number. */
export function hasInBlock(stored: Uint8Array, blockSize: number, index: number): boolean {
  if (stored.byteLength === blockSize / 8) {
    return ((stored[index >>> 3] ?? 0) >>> (index & 7) & 1) === 1;
  }
  let [low, high] = [0, stored.byteLength / 2 - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const number = (stored[2 * middle] ?? 0) + 256 * (stored[2 * middle + 1] ?? 0);
    if (number === index) return true;
    if (number < index) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/** The reverse of `encodeBlock`; `blockSize` in bits. Throws `TypeError` on what it cannot have made. */
export function decodeBlock(value: unknown, blockSize: number): Uint32Array {
  if (!(value instanceof Uint8Array) || value.byteLength > blockSize / 8 || value.byteLength % 2) {
    throw new TypeError(
      "Cannot read a bitmap: the stored value has another form; run verify --fix",
    );
  }
  const buffer = value.slice().buffer; // a copy, for the bytes may start at an odd address
  if (value.byteLength === blockSize / 8) return new Uint32Array(buffer);
  const bits = emptyBits(blockSize);
  for (const index of new Uint16Array(buffer)) setBit(bits, index, true);
  return bits;
}
