// The forms in which the text of a rule may stand in a contact: an international number, an address's host in ASCII.
import { AsYouType, type CountryCode } from "libphonenumber-js/max";
import { emailKey, phoneKey } from "../handle.ts";
import { comparedText, phoneDigits } from "./compared.ts";
import type { TextColumn, TextTest } from "./condition.ts";

/** What to look for: the text as it is compared, first, and other forms of it. Each is a form of the same thing. */
export function textValues(
  column: TextColumn,
  test: TextTest,
  { text, country }: { text: string; country: CountryCode },
): string[] {
  const others = column === "email"
    ? addressForms(text, test)
    : column === "phone"
    ? phoneForms(text, test, country)
    : [];
  const values = [comparedText(column, text), ...others].filter((value) => value !== "");
  return [...new Set(values)];
}

/** Hosts are kept in ASCII: `@пошта.укр` must find `@xn--80a1acn3a.xn--j1amh`. */
function addressForms(text: string, test: TextTest): string[] {
  if (test === "is") return [emailKey(text) ?? ""];
  const compared = comparedText("email", text);
  const hostAt = compared.lastIndexOf("@") + 1;
  const key = emailKey(`x@${compared.slice(hostAt)}`);
  return key === null ? [] : [compared.slice(0, hostAt) + key.slice("x@".length)];
}

/** A number as people of the country write it starts with a zero, where the international one has the country's code. */
function phoneForms(text: string, test: TextTest, country: CountryCode): string[] {
  const key = phoneKey(text, country)?.split(";ext=")[0] ?? "";
  if (test === "is") return [phoneDigits(key)];
  const digits = phoneDigits(text);
  if (test !== "starts" || !digits.startsWith("0")) return [];
  const typing = new AsYouType(country);
  typing.input(digits);
  return [phoneDigits(typing.getNumberValue() ?? "")];
}
