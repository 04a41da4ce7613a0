// A long text in parts for a messenger: cut between paragraphs, lines or words where it can be.

/**
 * Parts of at most `max` UTF-16 units, none of them blank; together they have every letter of the text in order, without
 * the white space at the cuts.
 */
export function textParts(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const end = cutOf(rest, max);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === "" ? parts : [...parts, rest];
}

/** Not in the first half: a part should not be a few words. */
function cutOf(text: string, max: number): number {
  // One more than fits: white space there ends the part.
  const room = text.slice(0, max + 1);
  for (const mark of ["\n\n", "\n", " "]) {
    const at = room.lastIndexOf(mark);
    if (at > max / 2) return at;
  }
  // Never between the halves of a letter.
  return /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) ? max - 1 : max;
}
