// The rules for what is entered as a note (12.1).
import { InputError } from "@/lib/errors.ts";
import { cleanText } from "./handle.ts";
import { NOTE_CHARS_MAX } from "./note.ts";

/**
 * The text of a note, clean. Throws `InputError` on `text`: `note_empty`, or `too_long` beyond 10,000 code points.
 */
export function parseNoteText(typed: string): string {
  const text = cleanText(typed);
  if (text === "") throw refused("note_empty");
  if (codePoints(text) > NOTE_CHARS_MAX) throw refused("too_long", { max: NOTE_CHARS_MAX });
  return text;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function refused(code: string, params?: { max: number }): InputError {
  return new InputError(`Note refused: ${code}`, { text: { code, ...(params ? { params } : {}) } });
}
