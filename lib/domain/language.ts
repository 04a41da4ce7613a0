// Languages a customer may write in (7.4), as ISO 639 codes. Their names come from Intl.DisplayNames where they are shown.

/** Offered in forms, the likeliest first. Any other language code that Intl knows is accepted too. */
export const LANGUAGES = [
  ..."uk en pl ru de fr es it pt ro cs sk hu bg lt lv et nl".split(" "),
  ..."sv da nb fi el tr ka hy az kk he ar fa hi zh ja ko vi be".split(" "),
] as const;

const CODE = /^[a-z]{2,3}$/;
const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

/** Whether the code is a lower-case ISO 639 language code in its canonical form (`uk`, not `ukr`, `uk-UA` or `UK`). */
export function isLanguage(code: string): boolean {
  if (!CODE.test(code)) return false;
  return Intl.getCanonicalLocales(code)[0] === code && names.of(code) !== undefined;
}
