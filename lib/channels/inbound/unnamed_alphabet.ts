// Mails that name no alphabet and are no UTF-8, as forms on old sites send them: read in the one they most likely are in.
import { joined } from "./shorten_mail.ts";

const LF = 0x0a;
const CR = 0x0d;

/**
 * The mail with its headers in UTF-8, and its body too unless it says what it is in. Western letters and those of
 * Cyrillic Windows and KOI8 are told apart; of other alphabets nothing is known here, and they come out wrong.
 */
export function nameAlphabet(mail: Uint8Array): Uint8Array<ArrayBuffer> {
  const bodyAt = endOfHeaders(mail);
  const [headers, body] = [mail.subarray(0, bodyAt), mail.subarray(bodyAt)];
  const guess = alphabetOf(body);
  return joined([
    inUtf8(headers, alphabetOf(headers)),
    inUtf8(body, guess !== null && saysWhich(mail) ? null : guess),
  ]);
}

/** Behind the first empty line. */
function endOfHeaders(mail: Uint8Array): number {
  for (let at = mail.indexOf(LF); at !== -1; at = mail.indexOf(LF, at + 1)) {
    const next = mail[at + 1] === CR ? at + 2 : at + 1;
    if (mail[next] === LF) return next + 1;
  }
  return mail.length;
}

function saysWhich(mail: Uint8Array): boolean {
  return /charset\s*=/i.test(new TextDecoder("latin1").decode(mail));
}

function inUtf8(bytes: Uint8Array, alphabet: string | null): Uint8Array {
  if (alphabet === null) return bytes;
  return new TextEncoder().encode(new TextDecoder(alphabet).decode(bytes));
}

/** Null of UTF-8. Cyrillic words are rows of high bytes, most of them small letters; elsewhere those stand among ASCII. */
function alphabetOf(bytes: Uint8Array): string | null {
  if (isUtf8(bytes)) return null;
  const high = [...bytes.keys()].filter((at) => isHigh(bytes[at]));
  const inRows = high.filter((at) => isHigh(bytes[at - 1]) || isHigh(bytes[at + 1]));
  if (2 * inRows.length < high.length) return "windows-1252";
  const letters = inRows.map((at) => bytes[at] ?? 0).filter((byte) => byte >= 0xc0);
  const inLastRows = letters.filter((byte) => byte >= 0xe0).length;
  return 2 * inLastRows >= letters.length ? "windows-1251" : "koi8-u";
}

/** A few broken letters are a few broken letters: mails are cut, and made of pieces. */
function isUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes);
  if (!text.includes("\ufffd")) return true;
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  return (text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0) >= broken;
}

function isHigh(byte = 0): boolean {
  return byte >= 0x80;
}
