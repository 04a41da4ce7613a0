// Languages as files name them: `uk`, `uk-UA`, `ukr`, `UA`, `Ukrainian`, `українська`.
import { isLanguage, LANGUAGES } from "@/lib/domain/language.ts";

/** Country codes that are written for languages and are no language codes themselves. */
const COUNTRY_LIKE = new Map([["ua", "uk"], ["gb", "en"], ["us", "en"], ["cz", "cs"], [
  "gr",
  "el",
]]);
const SHORT = new Map([["укр", "uk"], ["англ", "en"], ["рос", "ru"], ["рус", "ru"], ["пол", "pl"]]);
const NAMES = languageNames();

/** The language code that a cell names, or null. */
export function languageCode(text: string): string | null {
  const word = text.trim().toLowerCase();
  const known = NAMES.get(word) ?? SHORT.get(word.replace(/\.$/, "")) ?? COUNTRY_LIKE.get(word);
  if (known !== undefined) return known;
  if (!/^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/.test(word)) return null;
  const [code = ""] = word.split(/[-_]/);
  const canonical = Intl.getCanonicalLocales(code)[0] ?? code;
  return isLanguage(canonical) ? canonical : null;
}

function languageNames(): Map<string, string> {
  const names = new Map<string, string>();
  for (const code of LANGUAGES) {
    for (const locale of ["uk", "en", code]) {
      const name = new Intl.DisplayNames(locale, { type: "language", fallback: "none" }).of(code);
      if (name !== undefined) names.set(name.toLowerCase(), code);
    }
  }
  return names.set("русский", "ru").set("российский", "ru");
}
