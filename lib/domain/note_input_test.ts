import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "@/lib/errors.ts";
import { NOTE_CHARS_MAX } from "./note.ts";
import { parseNoteText } from "./note_input.ts";

function problemOf(typed: string): string | undefined {
  return assertThrows(() => parseNoteText(typed), InputError).problems["text"]?.code;
}

Deno.test("a note has 10,000 characters of any script, and not one more", () => {
  for (const letter of ["a", "Ж", "漢", "👍", "\u{1F9D1}", "क"]) {
    const full = letter.repeat(NOTE_CHARS_MAX);
    assertEquals(parseNoteText(full), full);
    assertEquals(problemOf(full + letter), "too_long");
  }
});

Deno.test("a note keeps its lines and loses what deceives the eye", () => {
  assertEquals(
    parseNoteText("\r\n  one \u202Etwo\u0000  \r\n\r\n\tthree\u2028four\u0007 \r\n"),
    "  one two\n\n\tthree\nfour",
  );
});

Deno.test("a note with nothing to see is refused", () => {
  for (const typed of ["", " ", "\r\n\t\n", "\u202E\u200B", "\u3164\u2800", "\u0000"]) {
    assertEquals(problemOf(typed), "note_empty");
  }
});

Deno.test("a note is the same when it is saved again", () => {
  const typed = fc.string({ unit: "binary", maxLength: 60 });
  const lines = fc.array(
    fc.oneof(typed, fc.constantFrom("\r", "\n", " ", "\u2028", "\u202E", "\t")),
  );
  fc.assert(fc.property(lines, (pieces) => {
    const text = `x${pieces.join("")}`;
    assertEquals(parseNoteText(parseNoteText(text)), parseNoteText(text));
  }));
});
