// The official romanisation of Ukrainian (Cabinet of Ministers, 2010), for e-mail addresses and Latin spellings of names.

const WITHIN = letters(
  "а a б b в v г h ґ g д d е e є ie ж zh з z и y і i ї i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ю iu я ia",
);
const AT_START = letters("є ye ї yi й y ю yu я ya");
const DROPPED = /[ьЬ'’ʼ`′]/u;
const LETTER = /\p{L}/u;

/** Romanises Ukrainian letters and leaves the rest as it is: Згурський → Zghurskyi, Яна → Yana, ЩЕРБАК → SHCHERBAK. */
export function romanise(text: string): string {
  const chars = [...text.normalize("NFC")];
  return chars.map((char, index) => romaniseChar(char, chars, index)).join("");
}

function romaniseChar(char: string, chars: string[], index: number): string {
  const before = chars[index - 1] ?? "";
  const lower = char.toLowerCase();
  const inWord = LETTER.test(before) || (DROPPED.test(before) && index > 1);
  if (DROPPED.test(char)) return inWord && (WITHIN.has(before.toLowerCase())) ? "" : char;
  const latin = (inWord ? undefined : AT_START.get(lower)) ?? WITHIN.get(lower);
  if (latin === undefined) return char;
  if (lower === "г" && before.toLowerCase() === "з") return char === lower ? "gh" : "GH";
  return char === lower ? latin : upper(latin, isUpper(before) || isUpper(chars[index + 1] ?? ""));
}

function upper(latin: string, wholeWord: boolean): string {
  return wholeWord ? latin.toUpperCase() : latin.charAt(0).toUpperCase() + latin.slice(1);
}

function isUpper(char: string): boolean {
  return char !== char.toLowerCase();
}

function letters(list: string): Map<string, string> {
  const parts = list.split(" ");
  const table = new Map<string, string>();
  for (let i = 0; i < parts.length; i += 2) table.set(parts[i] ?? "", parts[i + 1] ?? "");
  return table;
}
