// Handles: the keys by which e-mails and phones are compared and looked up, and names and texts as they are kept (1.2, 1.3).
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { toNfc } from "./marks.ts";

export const EMAIL_CHARS_MAX = 254;
export const PHONE_CHARS_MAX = 64;

const LOCAL_CHARS_MAX = 64;
const LOCAL_PART =
  /^[\p{L}\p{N}\p{M}!#$%&'*+\-/=?^_`{|}~]+(\.[\p{L}\p{N}\p{M}!#$%&'*+\-/=?^_`{|}~]+)*$/u;
const HOST = /^[\p{L}\p{N}\p{M}\-.]+$/u;
const ASCII_HOST =
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The key of an e-mail address, or null when the text is not one. Trimmed, NFKC, lower-cased, host in punycode; no
 * folding of dots or plus signs. Look-alikes whose ASCII letters appear only by normalisation (user＠x, the Kelvin sign)
 * are not addresses, else two different inputs would share a key.
 */
export function emailKey(typed: string): string | null {
  const text = typed.trim();
  if (text.length > EMAIL_CHARS_MAX) return null;
  const normal = text.normalize("NFKC").toLowerCase().normalize("NFKC");
  if (normal.length > EMAIL_CHARS_MAX || !text.isWellFormed()) return null;
  if (asciiOf(normal) !== asciiOf(text).toLowerCase()) return null;
  const [local = "", host = "", ...more] = normal.split("@");
  if (more.length > 0 || local.length > LOCAL_CHARS_MAX || !LOCAL_PART.test(local)) return null;
  const asciiHost = hostKey(host);
  return asciiHost === null ? null : `${local}@${asciiHost}`;
}

/**
 * The E.164 number of a phone, with `;ext=` when it has an extension, or null when it cannot be read as a valid number:
 * such text is kept but identifies nobody.
 * @param country the workspace's: numbers without a country code are read as its own.
 */
export function phoneKey(typed: string, country: CountryCode): string | null {
  if (typed.length > PHONE_CHARS_MAX) return null;
  const text = formerLongDistance(knownExtension(typed.normalize("NFKC").trim()), country);
  const number = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  if (!number?.isValid()) return null;
  return number.ext ? `${number.number};ext=${number.ext}` : number.number;
}

/** A phone key for reading: `+380 67 123 4567`, `+380 44 123 4567 ext. 12`. Other text comes back as it is. */
export function formatPhone(key: string): string {
  const [e164 = key, ext] = key.split(";ext=");
  const number = parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
  return ext ? `${number} ext. ${ext}` : number;
}

// Bidi marks and overrides, zero-width space, word joiner, byte-order mark, soft hyphen. The joiners of emoji, Persian
// and Indic writing (U+200C, U+200D) stay.
const INVISIBLE =
  /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF\u00AD]|(?!\s)\p{Cc}/gu;
const LINE_END = /\r\n|[\r\v\f\u0085\u2028\u2029]/gu;
const NOTHING_TO_SEE = /^[\p{Cf}\p{Z}\u115F\u1160\u2800\u3164\uFFA0]*$/u;

/**
 * Text as it is kept: NFC, no control or bidi characters, single spaces, trimmed, well-formed. Text without anything
 * to see becomes "". Does not cut: the limits are checked afterwards.
 */
export function cleanName(typed: string): string {
  const text = toNfc(typed.toWellFormed().replace(INVISIBLE, "")).replace(/\s+/gu, " ").trim();
  return NOTHING_TO_SEE.test(text) ? "" : text;
}

/**
 * Text of several lines as it is kept, of notes and messages: as `cleanName`, but lines, tabs and spaces inside them
 * stay. Empty lines at both ends and spaces at the end of lines go.
 */
export function cleanText(typed: string): string {
  const lines = toNfc(typed.toWellFormed().replace(LINE_END, "\n").replace(INVISIBLE, ""))
    .split("\n").map((line) => line.trimEnd()); // not by a pattern, which long blank runs make slow
  const text = lines.join("\n").replace(/^\n+/u, "").trimEnd();
  return NOTHING_TO_SEE.test(text.replace(/\s/gu, "")) ? "" : text;
}

/** `дод. 12` and `вн. 12` are extensions as Ukrainians write them; the library knows only a Russian word. */
function knownExtension(text: string): string {
  return text.replace(/(?:дод|вн|внутр)\.?(?=\s*\d)/iu, "доб.");
}

/** `80671234567` was the long-distance form of Ukraine until 2009 and is still written: 8 stands for +38 there. */
function formerLongDistance(text: string, country: CountryCode): string {
  const isFormer = country === "UA" && /^\D*8\D*0(\D*\d){9}\D*$/u.test(text) && !text.includes("+");
  return isFormer ? text.replace("8", "+38") : text;
}

function hostKey(host: string): string | null {
  if (!HOST.test(host)) return null;
  const ascii = URL.parse(`http://${host}/`)?.hostname ?? "";
  return ASCII_HOST.test(ascii) ? ascii : null;
}

function asciiOf(text: string): string {
  // deno-lint-ignore no-control-regex -- all of ASCII is what is asked for
  return text.replace(/[^\x00-\x7F]/g, "");
}
