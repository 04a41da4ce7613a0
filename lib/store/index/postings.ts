// Postings: which texts of a block have which gram. Made of all texts of the block at once, in a few passes over them.
import { GRAM_LETTERS, gramNumberAfter } from "./gram.ts";

/** The grams of one length that occur in a block, rising, and for each the places of the texts that have it, rising. */
interface Level {
  /** `gramNumber` of each. */
  grams: number[];
  /** Where each one's places start, and at the end where the last ones end. */
  starts: Uint32Array;
  places: Uint16Array;
}

export interface Posting {
  /** `gramNumber` of the gram. */
  gram: number;
  /** Places in the block, rising. */
  places: Uint16Array;
}

/** The postings of every gram of 1 to `GRAM_LETTERS` letters within narrow texts of at most 65,536, by rising number. */
export function postingsOf(texts: readonly string[]): Posting[] {
  const letters = lettersOf(texts);
  let level: Level = { grams: [0], starts: new Uint32Array(2), places: new Uint16Array(0) };
  const postings: Posting[] = [];
  for (let length = 1; length <= GRAM_LETTERS; length++) {
    level = nextLevel(letters, level.grams, length);
    for (const [at, gram] of level.grams.entries()) {
      postings.push({
        gram,
        places: level.places.subarray(level.starts[at], level.starts[at + 1]),
      });
    }
  }
  return postings.sort((left, right) => left.gram - right.gram);
}

/** All texts in one row, as numbers of the few letters that occur. */
interface Letters {
  codes: Uint8Array;
  /** Where each text starts, and at the end where the last one ends. */
  starts: Uint32Array;
  /** The letters by code, rising. */
  alphabet: number[];
  /** Per letter the number of the gram that starts there: of the last level made. */
  gramAt: Uint32Array;
}

function lettersOf(texts: readonly string[]): Letters {
  const starts = new Uint32Array(texts.length + 1);
  for (const [place, text] of texts.entries()) {
    starts[place + 1] = (starts[place] ?? 0) + text.length;
  }
  const codes = new Uint8Array(starts[texts.length] ?? 0);
  const isUsed = new Uint8Array(256);
  let end = 0;
  for (const text of texts) {
    for (let at = 0; at < text.length; at++) codes[end++] = text.charCodeAt(at);
  }
  for (const letter of codes) isUsed[letter] = 1;
  const alphabet = [...isUsed.keys()].filter((letter) => isUsed[letter] === 1);
  const codeOf = new Uint8Array(256);
  for (const [code, letter] of alphabet.entries()) codeOf[letter] = code;
  for (let at = 0; at < codes.length; at++) codes[at] = codeOf[codes[at] ?? 0] ?? 0;
  return { codes, starts, alphabet, gramAt: new Uint32Array(codes.length) };
}

/**
 * The grams one letter longer. A gram is told by the place of its shorter form among those that occur, and its last
 * letter: so tables stay small, however many letters there are.
 */
function nextLevel(letters: Letters, shorter: readonly number[], length: number): Level {
  const { alphabet } = letters;
  const counts = countTexts(letters, shorter.length * alphabet.length, length);
  const grams: number[] = [];
  const placesBefore: number[] = [0];
  const numbers = counts; // in place: a count is not needed once it is added up
  for (let slot = 0; slot < counts.length; slot++) {
    const count = counts[slot] ?? 0;
    if (count === 0) continue;
    numbers[slot] = grams.length;
    const [before, last] = [Math.floor(slot / alphabet.length), slot % alphabet.length];
    grams.push(gramNumberAfter(shorter[before] ?? 0, alphabet[last] ?? 0, length));
    placesBefore.push((placesBefore.at(-1) ?? 0) + count);
  }
  const starts = Uint32Array.from(placesBefore);
  return { grams, starts, places: fillPlaces(letters, { numbers, starts, length }) };
}

/** The number of texts per slot; leaves the slots in `gramAt`. */
function countTexts(
  { codes, starts, alphabet, gramAt }: Letters,
  slots: number,
  length: number,
): Uint32Array {
  const counts = new Uint32Array(slots);
  const lastText = new Uint32Array(slots); // from 1
  for (let text = 1; text < starts.length; text++) {
    const end = (starts[text] ?? 0) - length;
    for (let at = starts[text - 1] ?? 0; at <= end; at++) {
      const slot = (gramAt[at] ?? 0) * alphabet.length + (codes[at + length - 1] ?? 0);
      gramAt[at] = slot;
      if (lastText[slot] === text) continue;
      lastText[slot] = text;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return counts;
}

/** The places of all grams; leaves the numbers of the grams in `gramAt`. */
function fillPlaces(
  { starts: textStarts, gramAt }: Letters,
  { numbers, starts, length }: { numbers: Uint32Array; starts: Uint32Array; length: number },
): Uint16Array {
  const places = new Uint16Array(starts.at(-1) ?? 0);
  const next = starts.slice();
  for (let text = 0; text + 1 < textStarts.length; text++) {
    const end = (textStarts[text + 1] ?? 0) - length;
    for (let at = textStarts[text] ?? 0; at <= end; at++) {
      const gram = numbers[gramAt[at] ?? 0] ?? 0;
      gramAt[at] = gram;
      const free = next[gram] ?? 0;
      if (free > (starts[gram] ?? 0) && places[free - 1] === text) continue;
      places[free] = text;
      next[gram] = free + 1;
    }
  }
  return places;
}
