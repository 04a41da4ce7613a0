// Numbers and choices for stress runs that a seed brings again, and the letters and days they choose from.

/** Pseudo-random numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: () => number, from: readonly T[]): T {
  const item = from[Math.floor(random() * from.length)];
  if (item === undefined) throw new RangeError("Cannot pick from an empty list");
  return item;
}

/** A whole number of `from` up to and with `to`. */
export function whole(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Each independently with the same chance. */
export function some<T>(random: () => number, from: readonly T[], chance: number): T[] {
  return from.filter(() => random() < chance);
}

export const PIECES =
  "іван ова Шев чен ко Ann ivan ov % _ ʼ' \" 😀 👩‍👩‍👧 李 ß é \u202eabc \ud83d nn Юлія-Ян ЇЇ 07 zz İ الاسم ١٢"
    .split(" ");

/** Of the 40 days from here on, in a zone whose summer time ends among them. */
export const FIRST_DAY_MS = Date.UTC(2026, 9, 12);
export const DAY_MS = 86_400_000;
