import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  addAll,
  bitsBetween,
  both as inBoth,
  countBits,
  decodeBlock,
  emptyBits,
  encodeBlock,
  hasBit,
  hasInBlock,
  isEmpty,
  keepOnly,
  members,
  setBit,
  without,
} from "./bitmap.ts";

const SIZE = 256;
const numbers = fc.uniqueArray(fc.nat(SIZE - 1), { maxLength: SIZE });

function bitsOf(from: readonly number[]): Uint32Array {
  const bits = emptyBits(SIZE);
  for (const number of from) setBit(bits, number, true);
  return bits;
}

function rising(from: Iterable<number>): number[] {
  return [...from].sort((left, right) => left - right);
}

Deno.test("bitmaps do what sets do", () => {
  fc.assert(fc.property(numbers, numbers, (left, right) => {
    const [a, b] = [new Set(left), new Set(right)];
    const union = bitsOf(left);
    addAll(union, bitsOf(right));
    assertEquals([...members(union)], rising(a.union(b)));
    const both = bitsOf(left);
    keepOnly(both, bitsOf(right));
    assertEquals([...members(both)], rising(a.intersection(b)));
    assertEquals(countBits(both), a.intersection(b).size);
    assertEquals(countBits(union), a.union(b).size);
  }));
});

Deno.test("sets of different lengths have what both have, and lose nothing else", () => {
  fc.assert(fc.property(numbers, fc.uniqueArray(fc.nat(95)), (left, right) => {
    const [a, b] = [new Set(left), new Set(right)];
    const short = emptyBits(96);
    for (const number of right) setBit(short, number, true);
    assertEquals([...members(inBoth(bitsOf(left), short))], rising(a.intersection(b)));
    assertEquals([...members(inBoth(short, bitsOf(left)))], rising(a.intersection(b)));
    assertEquals([...members(without(bitsOf(left), short))], rising(a.difference(b)));
  }));
});

Deno.test("both() and without() leave the sets they take as they are", () => {
  fc.assert(fc.property(numbers, numbers, (left, right) => {
    const [a, b] = [bitsOf(left), bitsOf(right)];
    assertEquals([...members(inBoth(a, b))], rising(new Set(left).intersection(new Set(right))));
    assertEquals([...members(without(a, b))], rising(new Set(left).difference(new Set(right))));
    assertEquals([a, b], [bitsOf(left), bitsOf(right)]);
    assertEquals(isEmpty(a), left.length === 0);
  }));
});

Deno.test("bitsBetween() has its first and not its end", () => {
  fc.assert(fc.property(fc.nat(100), fc.nat(100), (first, end) => {
    const expected = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
    assertEquals([...members(bitsBetween(first, end))], expected);
    assertEquals(bitsBetween(first, end).length, Math.ceil(end / 32));
  }));
});

Deno.test("setBit() adds and removes one number", () => {
  fc.assert(fc.property(numbers, fc.nat(SIZE - 1), fc.boolean(), (before, number, isIn) => {
    const bits = bitsOf(before);
    setBit(bits, number, isIn);
    const expected = new Set(before);
    if (isIn) expected.add(number);
    else expected.delete(number);
    assertEquals([...members(bits)], rising(expected));
    assertEquals(hasBit(bits, number), isIn);
  }));
});

Deno.test("a stored block gives back the same set, whole or number by number", () => {
  fc.assert(fc.property(numbers, (from) => {
    const stored = encodeBlock(bitsOf(from));
    if (stored === null) return assertEquals(from, []);
    // At an odd address, as bytes out of a larger buffer may be.
    const odd = new Uint8Array(stored.length + 1).subarray(1);
    odd.set(stored);
    assertEquals([...members(decodeBlock(odd, SIZE))], rising(from));
    for (let number = 0; number < SIZE; number++) {
      assertEquals(hasInBlock(odd, SIZE, number), from.includes(number));
    }
  }));
});

Deno.test("a sparse block is stored shorter than its bits", () => {
  assertEquals(encodeBlock(bitsOf([1, 200]))?.length, 4);
  assertEquals(encodeBlock(bitsOf(Array.from({ length: 100 }, (_, at) => at)))?.length, SIZE / 8);
});

Deno.test("decodeBlock() refuses what cannot be a block", () => {
  for (const value of [null, "bits", new Uint8Array(3), new Uint8Array(SIZE)]) {
    assertThrows(() => decodeBlock(value, SIZE), TypeError);
  }
});
