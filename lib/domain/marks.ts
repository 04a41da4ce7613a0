// Piles of combining marks on one letter. Putting them in order takes the square of their number: of 30,000, seconds.

/** More than any writing puts on a letter; the standard for streams of text draws the line here, too (UAX #15). */
const PILE = /(\p{M}{30})\p{M}+/gu;

/** The text with at most 30 marks on a letter: what comes from outside may be normalised only then. */
export function withoutPiles(text: string): string {
  return text.replace(PILE, "$1");
}

/** NFC, in a time that grows with the text and no faster. */
export function toNfc(text: string): string {
  // One mark may become two.
  return withoutPiles(withoutPiles(text).normalize("NFC"));
}
