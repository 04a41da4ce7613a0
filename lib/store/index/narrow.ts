// Texts with one byte a letter: what V8 keeps in one byte a letter too, so a scan is as fast as it can be.

const ASCII_ONLY = /^[\0-\x7f]*$/;
const BEYOND_ASCII = /[^\0-\x7f]/g;
/** U+0430 to U+046F, small Cyrillic letters, have a byte of their own. */
const CYRILLIC = 0x0430;
const CYRILLIC_BYTE = 0xa0;
const CYRILLIC_LETTERS = 64;

/**
 * Writes every UTF-16 unit as letters up to U+00FF: ASCII as it is, Cyrillic in one, all others in four, of which only
 * the first is from 0xF0 up. So no code begins inside another, and a text contains a word exactly when the narrow text
 * contains the narrow word. Lone surrogates are units like any other.
 */
export function narrow(text: string): string {
  return ASCII_ONLY.test(text) ? text : text.replace(BEYOND_ASCII, narrowUnit);
}

function narrowUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  if (code >= CYRILLIC && code < CYRILLIC + CYRILLIC_LETTERS) {
    return String.fromCharCode(code - CYRILLIC + CYRILLIC_BYTE);
  }
  return String.fromCharCode(
    0xf0 | code >>> 12,
    0xe0 | code >>> 8 & 15,
    0xe0 | code >>> 4 & 15,
    0xe0 | code & 15,
  );
}
