// Chance that repeats itself: the same seed and index give the same rolls on every machine.

export interface Dice {
  /** A number in [0, 1). */
  roll(): number;
  pick<T>(list: readonly T[]): T;
  /** The front of the list more often than its end. */
  pickFront<T>(list: readonly T[]): T;
  /** 0 most often, n with a chance of 1/(n + 1) of that. */
  zipf(count: number): number;
}

/** A generator of its own for each index, so that person 70,000 needs no rolls of the others. */
export function diceFor(seed: number, index: number): Dice {
  let state = (seed ^ Math.imul(index + 1, 0x9E3779B1)) >>> 0;

  function roll(): number {
    state = (state + 0x6D2B79F5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  function at<T>(list: readonly T[], share: number): T {
    const value = list[Math.floor(list.length * share)];
    if (value === undefined) throw new RangeError("Cannot pick from an empty list");
    return value;
  }

  return {
    roll,
    pick: (list) => at(list, roll()),
    pickFront: (list) => at(list, roll() ** 1.8),
    zipf: (count) => Math.min(count - 1, Math.floor((count + 1) ** roll() - 1)),
  };
}
