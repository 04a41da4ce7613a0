// The form in which texts are compared: names folded, addresses and attributes exact but for case, phones by their digits.
// Safe for the browser.
import { fold } from "../fold.ts";

/** What is compared of a rule's text; "" when there is nothing to compare in it. Never has a newline. */
export function comparedText(fieldKey: string, text: string): string {
  if (fieldKey === "phone") return phoneDigits(text);
  if (fieldKey === "email") return comparedAddress(text);
  if (fieldKey.startsWith("attr.")) return comparedValue(text);
  return fold(text).trim();
}

/** The digits of a phone or of a piece of one, Arabic ones too; a leading 00 is the same as +. */
export function phoneDigits(text: string): string {
  const digits = fold(text).replace(/\D/g, "");
  return digits.length >= 11 && digits.startsWith("00") ? digits.slice(2) : digits;
}

/** Not folded, for codes and links differ by what names do not; the apostrophe's variants are one. */
export function comparedValue(text: string): string {
  return comparedAddress(text.replace(/[’‘‛ʼʻʹ`′´]/g, "'"));
}

/** As the keys of addresses are: not folded, for `y` and `i` are two letters in an address. */
function comparedAddress(text: string): string {
  const normal = text.toWellFormed().normalize("NFKC").toLowerCase().normalize("NFKC");
  return normal.replace(/\s+/gu, " ").trim();
}
