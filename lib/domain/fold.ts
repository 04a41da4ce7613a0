// Search folding (3.2–3.4): the form in which names, e-mails and what is typed into the search box are compared.

/** Cyrillic letters by the official romanisation, and Latin ones that have no decomposition. Values are already folded. */
const LETTERS = new Map<string, string>([
  ...pairs("а a б b в v г g ґ g д d е e є ie ж zg з z и i і i ї i й i к k л l м m н n о o п p р r"),
  ...pairs("с s т t у u ф f х kg ц ts ч cg ш sg щ sgcg ю iu я ia ы i э e ё e ў u"),
  ...pairs("ђ d ј j љ lj њ nj ћ c џ dz ѕ dz ә a ғ g қ k ң n ө o ұ u ү u һ g"),
  ...pairs("ł l ø o ß ss æ ae œ oe đ d ð d þ tg ı i ħ g ŋ n ŧ t ə a ς σ"),
  ...pairs("y i h g"),
  ...[..."٠١٢٣٤٥٦٧٨٩"].map((digit, value) => [digit, String(value)] as const),
  ...[..."۰۱۲۳۴۵۶۷۸۹"].map((digit, value) => [digit, String(value)] as const),
  ...[..."ьъ'’‘‛ʼʻʽʹ`′´"].map((mark) => [mark, ""] as const),
]);
const SPACE = /^\s$/u;
const DASH = /^[\p{Pd}−]$/u;
/** Controls, bidi marks, joiners, and accents; vowel signs of scripts that are written with them stay. */
const DROPPED = /^[\p{Cc}\p{Cf}[\p{M}&&\p{Script=Inherited}]]$/v;

const known = new Map<string, string>();
const KNOWN_MAX = 20_000;

/**
 * Folds text letter by letter, whatever stands around a letter, so that the fold of any piece is a substring of the fold
 * of the whole. Cyrillic becomes Latin; y and i, h and g are one, and runs of either count once, because romanisations
 * differ in exactly these (Сергій, Serhii, Sergiy; Марія, Mariia, Maria). Nearly all ASCII; never a lone surrogate.
 */
export function fold(text: string): string {
  let folded = "";
  for (const char of text.toWellFormed()) folded += foldedChar(char);
  return folded.replace(/i{2,}/g, "i").replace(/g{2,}/g, "g");
}

function foldedChar(char: string): string {
  const before = known.get(char);
  if (before !== undefined) return before;
  const folded = foldChar(char);
  if (known.size < KNOWN_MAX) known.set(char, folded);
  return folded;
}

function foldChar(char: string): string {
  if (SPACE.test(char)) return " ";
  // The table comes before the decomposition, which would turn a spacing accent (´) into a space.
  const lower = char.toLowerCase();
  const mapped = LETTERS.get(lower);
  if (mapped !== undefined) return mapped;
  return [...lower.normalize("NFKD").toLowerCase()].map(foldPart).join("");
}

function foldPart(part: string): string {
  if (DROPPED.test(part)) return "";
  if (SPACE.test(part)) return " ";
  return LETTERS.get(part) ?? (DASH.test(part) ? "-" : part);
}

function pairs(list: string): [string, string][] {
  const parts = list.split(" ");
  return parts.flatMap((part, index): [string, string][] =>
    index % 2 === 0 ? [[part, parts[index + 1] ?? ""]] : []
  );
}
