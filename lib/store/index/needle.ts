// Finding one value in many short texts that lie in one string: a call of `includes` for each costs more than the search.

/** A value and how far a search may step on, by the letter it meets where the value would end (Horspool, 1980). */
export interface Needle {
  value: string;
  /** By letter up to U+00FF, which all packed texts have; at most 255. */
  steps: Uint8Array;
}

/** @param value narrow, at least a letter. */
export function needleOf(value: string): Needle {
  const last = value.length - 1;
  const steps = new Uint8Array(256).fill(Math.min(value.length, 255));
  for (let at = 0; at < last; at++) {
    steps[value.charCodeAt(at) & 255] = Math.min(last - at, 255);
  }
  return { value, steps };
}

/** Where the value is first found from `start` on, ending at `end` at the latest; -1 when nowhere. */
export function indexIn(text: string, needle: Needle, start: number, end: number): number {
  const { value, steps } = needle;
  const last = value.length - 1;
  const final = value.charCodeAt(last);
  for (let at = start + last; at < end;) {
    const letter = text.charCodeAt(at);
    if (letter === final && text.startsWith(value, at - last)) return at - last;
    at += steps[letter & 255] ?? 1;
  }
  return -1;
}
