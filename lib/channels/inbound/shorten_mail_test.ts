import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { shortenMail } from "./shorten_mail.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function shortened(text: string): string {
  return decoder.decode(shortenMail(encoder.encode(text)));
}

function lineCount(text: string): number {
  return text.split("\n").length;
}

const FORM = [
  "From: a@example.com",
  "Content-Type: multipart/mixed;",
  ' boundary="cut 1"',
  "",
  "--cut 1",
  "",
  "Hello",
  "-- ",
  "Olena",
  "--cut 1",
  "Content-Disposition: attachment; filename=a.pdf",
  "",
  "AAAA",
  "--cut 1--",
  "",
].join("\r\n");

Deno.test("a mail of usual length comes back byte for byte, whatever its bytes", () => {
  assertEquals(shortened(FORM), FORM);
  const piece = fc.oneof(
    fc.constantFrom("\r\n", "\n", "\r", "--", "--cut 1", " ", "boundary=cut", "a: b"),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
    const mail = FORM + pieces.join("");
    assertEquals(shortened(mail), mail.toWellFormed());
  }));
});

Deno.test("what is beyond three thousand lines of a part goes, and the next part stays", () => {
  const long = FORM.replace("AAAA", "AAAA\r\n".repeat(14_000)).replace(
    "Hello",
    "Hello\r\n".repeat(3000),
  );
  const mail = shortened(long);
  assert(lineCount(mail) < 6100, String(lineCount(mail)));
  assertEquals(mail.split("filename=a.pdf").length, 2);
  assertEquals(mail.split("AAAA").length, 3001);
  assert(mail.endsWith("--cut 1--\r\n"));
});

Deno.test("a million empty lines, parts or headers are a few thousand", () => {
  for (const piece of ["\n", "--cut 1\n", "a:b\n", "--cut 1\na:b\n\n"]) {
    for (const start of ["", FORM]) {
      assert(lineCount(shortened(start + piece.repeat(1_000_000))) < 9100, piece);
    }
  }
});

Deno.test("a field of the headers ends after 8 KiB, in one line or in many, and those after it stay", () => {
  const long = ["x".repeat(100_000), "x\r\n ".repeat(50_000)].map((value) => `To: ${value}`);
  for (const field of long) {
    const mail = shortened(`${field}\r\nFrom: a@example.com\r\n\r\nHi`);
    assert(mail.length < 8400, String(mail.length));
    assert(mail.endsWith("\nFrom: a@example.com\r\n\r\nHi"));
  }
});
