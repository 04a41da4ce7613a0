// Finds the addresses in a plain text that are safe to follow. Gives parts, never HTML.

/** A piece of the text as it was written. Joined in order, the pieces are the text. */
export interface TextPart {
  text: string;
  /** An address beginning with `http:`, `https:`, `mailto:` or `tel:`; null for what is no link. */
  href: string | null;
}

// Each repetition is bounded or cannot overlap with what follows it, so that no text takes long.
const WEB = String.raw`https?:\/\/[^\s<>"'\x60{}|\\\^\p{C}]+`;
const MAIL = String.raw`(?:mailto:)?[a-z0-9._%+\-]{1,64}@[\p{L}\p{N}.\-]{1,253}`;
const PHONE = String.raw`tel:\+?[0-9().\-]{3,32}`;
const CANDIDATE = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.%+\-@:/])(?:${WEB}|${MAIL}|${PHONE})`,
  "giu",
);

const MAIL_ADDRESS = /^[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,63}$/iu;
const END_OF_SENTENCE = new Set(".,;:!?…*_~»”’]。、，！？");

/** The text in pieces. Only what says `http:`, `https:`, `mailto:` or `tel:`, or is an e-mail address, is a link. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const written = withoutTail(match[0]);
    const href = hrefOf(written);
    if (href === null) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), href: null });
    parts.push({ text: written, href });
    end = match.index + written.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
}

/** Without the punctuation of the sentence around it; a bracket that was opened inside stays. */
function withoutTail(written: string): string {
  let unopened = count(written, ")") - count(written, "(");
  let end = written.length;
  for (; end > 0; end--) {
    const last = written.charAt(end - 1);
    if (last === ")") {
      if (unopened <= 0) break;
      unopened--;
    } else if (!END_OF_SENTENCE.has(last)) break;
  }
  return written.slice(0, end);
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}

function hrefOf(written: string): string | null {
  if (/^https?:/i.test(written)) return webHref(written);
  if (/^tel:/i.test(written)) return phoneHref(written.slice("tel:".length));
  const address = written.replace(/^mailto:/i, "");
  return MAIL_ADDRESS.test(address) ? `mailto:${address}` : null;
}

/** None with a user name: `https://bank.example@evil.example` looks like what it is not. */
function webHref(written: string): string | null {
  const url = URL.parse(written);
  if (url === null || url.username !== "" || url.password !== "" || url.hostname === "") {
    return null;
  }
  return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
}

function phoneHref(number: string): string | null {
  const digits = number.replace(/[^\d+]/g, "");
  return /^\+?\d{3,15}$/.test(digits) ? `tel:${digits}` : null;
}
