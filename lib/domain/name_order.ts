// The order of names in a list: digits, Latin, then Cyrillic in the order of the Ukrainian alphabet.

const KEY_CHARS_MAX = 64;
const ALPHABET = "абвгґдеєёжзиіїйклмнопрстуўфхцчшщъыьэюя";
/** Letters take consecutive code points in alphabet order, because the code points of ґ, є, і, ї are out of order. */
const RANKS = new Map(
  [...ALPHABET].map((letter, rank) => [letter, String.fromCodePoint(0x0400 + rank)]),
);
const LATIN = new Map(Object.entries({
  ł: "l",
  ø: "o",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
}));
const IGNORED = /^[\p{M}\p{Cf}'’‘ʼ`′´]$/u;
const LETTER_OR_DIGIT = /^[\p{L}\p{N}]$/u;

/**
 * A key whose UTF-8 byte order is the order of names: case, accents, apostrophes and punctuation do not count, and a
 * contact without a name comes after all names. At most 65 characters, never a lone surrogate.
 */
export function nameSortKey(name: string): string {
  if (name === "") return "2";
  let key = "";
  for (const part of sortableParts(name)) {
    if (key.length + part.length > KEY_CHARS_MAX) break;
    key += part;
  }
  return `1${key.trimEnd()}`;
}

function* sortableParts(name: string): Generator<string> {
  let spaceIsDue = false;
  let isFirst = true;
  for (const char of name.toWellFormed().normalize("NFC").toLowerCase()) {
    for (const part of letterParts(char)) {
      if (part === " ") {
        spaceIsDue = !isFirst;
        continue;
      }
      yield spaceIsDue ? ` ${part}` : part;
      spaceIsDue = false;
      isFirst = false;
    }
  }
}

function letterParts(char: string): string[] {
  const rank = RANKS.get(char);
  if (rank !== undefined) return [rank];
  return [...char.normalize("NFKD").toLowerCase()].filter((part) => !IGNORED.test(part)).map((
    part,
  ) => RANKS.get(part) ?? LATIN.get(part) ?? (LETTER_OR_DIGIT.test(part) ? part : " "));
}
