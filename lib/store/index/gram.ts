// Which few letters of a word to look up first: those that the fewest texts have.

/** A word up to this long is found by its gram alone; a longer one leaves candidates to look at. */
export const GRAM_LETTERS = 3;
/** Letters of folded names, addresses and phones, commonest first; only speed depends on it. */
const BY_FREQUENCY = "aoin\n31e08kg9rml267s5t4.cuv@dpbz_-fwjxq";

const GRAMS_MAX = 4;

/**
 * Grams of a word by which to look for it, each worth less than those before: the rarest of `GRAM_LETTERS` letters, then
 * rare ones that overlap little with these; or the whole of a shorter word.
 */
export function gramsOf(word: string): string[] {
  if (word.length <= GRAM_LETTERS) return [word];
  const grams = Array.from({ length: word.length - GRAM_LETTERS + 1 }, (_, at) => {
    const gram = word.slice(at, at + GRAM_LETTERS);
    return { at, gram, rarity: rarity(gram) };
  }).sort((left, right) => right.rarity - left.rarity);
  const chosen: typeof grams = [];
  for (let apart = GRAM_LETTERS; apart > 0; apart--) {
    for (const gram of grams) {
      if (chosen.length === GRAMS_MAX) break;
      if (chosen.every(({ at }) => Math.abs(at - gram.at) >= apart)) chosen.push(gram);
    }
  }
  return chosen.map(({ gram }) => gram);
}

function rarity(gram: string): number {
  return [...gram].reduce((sum, letter) => sum + letterRarity(letter), 0);
}

function letterRarity(letter: string): number {
  const rank = BY_FREQUENCY.indexOf(letter);
  return rank === -1 ? BY_FREQUENCY.length : rank;
}

/** Narrow letters, and none. */
const LETTERS = 257;

/**
 * The number of a narrow gram of 1 to `GRAM_LETTERS` letters. They rise as dictionaries do, so that grams with the same
 * first letters are neighbours.
 */
export function gramNumber(gram: string): number {
  let number = 0;
  for (let at = 0; at < gram.length; at++) {
    number = gramNumberAfter(number, gram.charCodeAt(at), at + 1);
  }
  return number;
}

/** The number of a gram of `length` letters, given the number of all before the last, and the last. */
export function gramNumberAfter(before: number, letter: number, length: number): number {
  return before + (letter + 1) * LETTERS ** (GRAM_LETTERS - length);
}
