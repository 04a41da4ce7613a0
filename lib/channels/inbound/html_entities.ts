// What HTML writes by name or number, as letters: those of HTML 4 that mail programs use.

/** U+00A0 to U+00FF, in their order. */
const LATIN_1 =
  `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2
sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc
Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve
Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc
atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve
oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`.split(/\s+/);

const OTHERS =
  `amp & lt < gt > quot " apos ' hellip … mdash — ndash – lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ”
bdquo „ lsaquo ‹ rsaquo › bull • euro € trade ™ numero № dagger † Dagger ‡ permil ‰ prime ′ Prime ″
minus − ne ≠ le ≤ ge ≥ infin ∞ asymp ≈ larr ← uarr ↑ rarr → darr ↓ harr ↔ hearts ♥ check ✓ OElig Œ
oelig œ Scaron Š scaron š Yuml Ÿ fnof ƒ circ ˆ tilde ˜`.split(/\s+/);

/** Spaces and joiners, which cannot be seen above; in plain text nothing has to stay on one line. */
const UNSEEN: [string, string][] = [
  ["nbsp", " "],
  ["ensp", "\u2002"],
  ["emsp", "\u2003"],
  ["thinsp", "\u2009"],
  ["zwnj", "\u200c"],
  ["zwj", "\u200d"],
  ["lrm", "\u200e"],
  ["rlm", "\u200f"],
];

const BY_NAME = new Map([
  ...LATIN_1.map((name, at): [string, string] => [name, String.fromCharCode(0xa0 + at)]),
  ...OTHERS.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, OTHERS[at + 1] ?? ""]] : []
  ),
  ...UNSEEN,
]);
const WINDOWS_1252 = new TextDecoder("windows-1252");

/** The text with its entities as letters; what is none stays as it is. */
export function withoutEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}\d{0,2}));/gi, letterOf);
}

function letterOf(whole: string, hex?: string, decimal?: string, name = ""): string {
  if (hex !== undefined) return letterOfCode(parseInt(hex, 16)) ?? whole;
  if (decimal !== undefined) return letterOfCode(Number(decimal)) ?? whole;
  return BY_NAME.get(name) ?? BY_NAME.get(name.toLowerCase()) ?? whole;
}

function letterOfCode(code: number): string | null {
  // As browsers do: older programs number quotes and dashes by Windows-1252.
  if (code >= 0x80 && code < 0xa0) return WINDOWS_1252.decode(new Uint8Array([code]));
  return code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : null;
}
