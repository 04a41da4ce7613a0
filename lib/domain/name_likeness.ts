// How alike two names are, whatever their order of words and their alphabet (9.8).
import { fold } from "./fold.ts";
import { givenNames, isSameGivenName } from "./given_names.ts";

const TOKENS_MAX = 6;
const TOKEN_CHARS_MAX = 40;
/** What a bare initial says about the word that begins with it. */
const INITIAL_LIKENESS = 0.9;
/** Any two words have some letters in common: below this it means nothing. */
const WORD_LIKENESS_MIN = 0.7;
/** A single word in common says less than a whole name. */
const SINGLE_LIKENESS_MAX = 0.9;

/** Legal forms and titles: with them or without, it is one name. */
const NO_NAMES = new Set(
  fold(
    "тов тзов тдв фоп пп чп ат зат пат прат ооо оао спд llc ltd inc corp gmbh ltda пан пані mr mrs ms dr",
  )
    .split(" "),
);
/** Of a father's name, as it stands between or after the others. */
const PATRONYMIC = /(?:ov|ev)icg$|(?:i|o|e)vna$/;
/** Fathers' names that are less alike are of two people. */
const PATRONYMIC_LIKENESS_MIN = 0.85;

/**
 * The folded words of a name in the order of the name, without what stands between them, legal forms and titles. At most
 * six.
 */
export function nameTokens(name: string): string[] {
  const words = fold(name).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const own = words.filter((word) => !NO_NAMES.has(word));
  const kept = own.length > 0 ? own : words;
  return kept.slice(0, TOKENS_MAX).map((word) => word.slice(0, TOKEN_CHARS_MAX));
}

/** Whether the names have the same words, in any order; names without words are equal to none. */
export function isSameName(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && a.toSorted().join(" ") === b.toSorted().join(" ");
}

/**
 * From 0 to 1: how well each word of the shorter name is found in the longer one, by Jaro-Winkler, or as forms of one
 * given name. Words that only the longer one has, a patronymic among them, do not count; two different patronymics count
 * as a word that is not found. Symmetric.
 */
export function nameLikeness(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [parted(a), parted(b)];
  const [short, long] = shorterFirst(left.words, right.words);
  if (short.length === 0) return 0;
  const sum = bestSum(short, long);
  if (areOtherFathers(left.patronymic, right.patronymic)) return sum / (short.length + 1);
  const likeness = sum / short.length;
  const isSingle = short.length === 1 && long.length > 1;
  return isSingle ? Math.min(likeness, SINGLE_LIKENESS_MAX) : likeness;
}

/** Each word takes the likest of those that no other has taken. */
function bestSum(short: readonly string[], long: readonly string[]): number {
  const free = [...long];
  let sum = 0;
  for (const word of short) {
    const likenesses = free.map((other) => wordLikeness(word, other));
    const best = Math.max(...likenesses);
    sum += best;
    free.splice(likenesses.indexOf(best), 1);
  }
  return sum;
}

/** Surnames may end like patronymics: of a name in full it is the one behind a given name, or else the last. */
function parted(
  tokens: readonly string[],
): { words: readonly string[]; patronymic: string | null } {
  const isOne = (word: string) => PATRONYMIC.test(word);
  const behind = tokens.findLastIndex((word, at) =>
    isOne(word) && givenNames(tokens[at - 1] ?? "") !== null
  );
  const at = behind >= 0 ? behind : tokens.findLastIndex(isOne);
  if (tokens.length < 3 || at < 0) return { words: tokens, patronymic: null };
  return { words: tokens.toSpliced(at, 1), patronymic: tokens[at] ?? null };
}

function areOtherFathers(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && jaroWinkler(a, b) < PATRONYMIC_LIKENESS_MIN;
}

/** Sorted, so that swapping the names or their words changes nothing; the longest words choose first. */
function shorterFirst(a: readonly string[], b: readonly string[]): [string[], string[]] {
  const [left, right] = [a.toSorted(byLength), b.toSorted(byLength)];
  const isLeft = left.length !== right.length
    ? left.length < right.length
    : left.join(" ") <= right.join(" ");
  return isLeft ? [left, right] : [right, left];
}

function byLength(a: string, b: string): number {
  if (a.length !== b.length) return b.length - a.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

function wordLikeness(a: string, b: string): number {
  if (a.length > 1 && b.length > 1) {
    const isSame = a === b || isSameGivenName(a, b);
    if (isSame !== null) return Number(isSame);
    const likeness = jaroWinkler(a, b);
    return likeness < WORD_LIKENESS_MIN ? 0 : likeness;
  }
  return a.charAt(0) === b.charAt(0) ? (a === b ? 1 : INITIAL_LIKENESS) : 0;
}

/** The measure of Jaro with Winkler's bonus for a common beginning of up to four characters. */
export function jaroWinkler(a: string, b: string): number {
  const jaro = jaroLikeness(a, b);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a.charAt(prefix) === b.charAt(prefix)) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const ofA: string[] = [];
  for (let at = 0; at < a.length; at++) {
    const end = Math.min(b.length - 1, at + reach);
    for (let other = Math.max(0, at - reach); other <= end; other++) {
      if (taken.has(other) || a.charAt(at) !== b.charAt(other)) continue;
      taken.add(other);
      ofA.push(a.charAt(at));
      break;
    }
  }
  const common = ofA.length;
  if (common === 0) return 0;
  const ofB = [...taken].sort((x, y) => x - y).map((at) => b.charAt(at));
  const swapped = ofA.filter((char, at) => char !== ofB[at]).length / 2;
  return (common / a.length + common / b.length + (common - swapped) / common) / 3;
}
