// Which few letters of a word to look up first: those that the fewest texts have.

/** A word up to this long is found by its gram alone; a longer one leaves candidates to look at. */
export const GRAM_LETTERS = 3;
/** Letters of folded names, addresses and phones, commonest first; only speed depends on it. */
const BY_FREQUENCY = "aoin\n31e08kg9rml267s5t4.cuv@dpbz_-fwjxq";

/**
 * Pieces of `GRAM_LETTERS` letters that do not overlap, the rarest first, then one beside it if there is room; or the
 * whole of a shorter word.
 */
export function gramsOf(word: string): string[] {
  if (word.length <= GRAM_LETTERS) return [word];
  const first = rarestIn(word);
  const at = word.indexOf(first);
  const sides = [word.slice(0, at), word.slice(at + GRAM_LETTERS)];
  const others = sides.filter((side) => side.length >= GRAM_LETTERS).map(rarestIn);
  return [first, ...others.sort((left, right) => rarity(right) - rarity(left)).slice(0, 1)];
}

function rarestIn(word: string): string {
  let rarest = word.slice(0, GRAM_LETTERS);
  for (let at = 1; at + GRAM_LETTERS <= word.length; at++) {
    const gram = word.slice(at, at + GRAM_LETTERS);
    if (rarity(gram) > rarity(rarest)) rarest = gram;
  }
  return rarest;
}

function rarity(gram: string): number {
  return [...gram].reduce((sum, letter) => sum + letterRarity(letter), 0);
}

function letterRarity(letter: string): number {
  const rank = BY_FREQUENCY.indexOf(letter);
  return rank === -1 ? BY_FREQUENCY.length : rank;
}
