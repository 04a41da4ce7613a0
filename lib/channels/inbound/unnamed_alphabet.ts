// Mails with bytes that are no UTF-8 and in no alphabet that is named, as old programs and forms on sites send them.
import { joined } from "./shorten_mail.ts";

const LF = 0x0a;
const CR = 0x0d;

/** What programs name out of habit, in ASCII too (which is a part of both), says nothing of the headers. */
const HABITS = ["utf-8", "windows-1252"];

/**
 * The mail with its headers in UTF-8, and its body too unless it says what it is in; its headers are in the same then.
 * Else western letters and those of Cyrillic Windows and KOI8 are told apart; of other alphabets nothing is known here,
 * and they come out wrong.
 */
export function nameAlphabet(mail: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bodyAt = endOfHeaders(mail);
  const [headers, body] = [mail.subarray(0, bodyAt), mail.subarray(bodyAt)];
  const [areHeadersFine, isBodyFine] = [isUtf8(headers), isUtf8(body)];
  if (areHeadersFine && isBodyFine) return mail;
  const named = namedIn(mail);
  const ofBody = named ?? likeliest(mail);
  const ofHeaders = HABITS.includes(ofBody) ? likeliest(headers) : ofBody;
  return joined([
    areHeadersFine ? headers : inUtf8(headers, ofHeaders),
    isBodyFine || named !== null ? body : inUtf8(body, ofBody),
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

/** The first alphabet that the mail or a part of it names; null without one that is known (WHATWG Encoding 4.2). */
function namedIn(mail: Uint8Array): string | null {
  const text = new TextDecoder("latin1").decode(mail);
  const [, name = ""] = /charset\s*=\s*["']?([\w.:-]+)/i.exec(text) ?? [];
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return null;
  }
}

function inUtf8(bytes: Uint8Array, alphabet: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(new TextDecoder(alphabet).decode(bytes));
}

/** Cyrillic words are rows of high bytes; elsewhere those stand among ASCII. Hardly ever are a few letters small. */
function likeliest(bytes: Uint8Array): string {
  const high = [...bytes.keys()].filter((at) => isHigh(bytes[at]));
  const inRows = high.filter((at) => isHigh(bytes[at - 1]) || isHigh(bytes[at + 1]));
  if (2 * inRows.length < high.length) return "windows-1252";
  const letters = inRows.map((at) => bytes[at] ?? 0).filter((byte) => byte >= 0xc0);
  // Small letters of Windows are capitals of KOI8, and the other way round; some write in capitals alone.
  const last = letters.filter((byte) => byte >= 0xe0).length;
  return last > 0 && 3 * last < letters.length ? "koi8-u" : "windows-1251";
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
