import { assertEquals } from "@std/assert";
import { nameAlphabet } from "./unnamed_alphabet.ts";

/** Letters of one alphabet as their bytes; ASCII stands for itself. */
function bytesIn(alphabet: string, text: string): Uint8Array<ArrayBuffer> {
  const letters = [
    ...new TextDecoder(alphabet).decode(Uint8Array.from({ length: 256 }, (_, at) => at)),
  ];
  return Uint8Array.from(text, (letter) => letters.indexOf(letter));
}

function read(mail: Uint8Array<ArrayBuffer>): string {
  return new TextDecoder().decode(nameAlphabet(mail));
}

const MAIL = (from: string, text: string) => `From: ${from} <a@example.com>\r\n\r\n${text}\r\n`;

Deno.test("a mail without a named alphabet is read in the one it is most likely in", () => {
  const cases: [string, string][] = [
    ["windows-1251", MAIL("Олена Їжак", "Добрий день! Де моє замовлення № 118? ҐРУНТ")],
    ["windows-1251", MAIL("ОЛЕНА ЇЖАК", "ДЕ МОЄ ЗАМОВЛЕННЯ?")],
    ["koi8-u", MAIL("Олена Їжак", "Добрий день! Де моє замовлення 118?")],
    ["koi8-u", MAIL("ОЛЕНА", "де моє замовлення? Чекаю на нього")],
    ["windows-1252", MAIL("José Müller", "Où est ma commande ? Ça coûte 5 €. Grüße, façade")],
  ];
  for (const [alphabet, mail] of cases) assertEquals(read(bytesIn(alphabet, mail)), mail, alphabet);
});

Deno.test("UTF-8 stays as it is, letter for letter, also where it was cut or has a broken one", () => {
  const bytes = new TextEncoder().encode(MAIL("Олена", "Добрий день! 🙂"));
  for (const mail of [bytes, bytes.slice(0, -4), bytes.with(40, 0xff), new Uint8Array()]) {
    assertEquals([...nameAlphabet(mail)], [...mail]);
  }
});

Deno.test("headers are in what the body says it is in, unless that is said out of habit", () => {
  const cases: [string, string][] = [["koi8-u", "koi8-u"], ["utf-8", "windows-1251"], [
    "us-ascii",
    "windows-1251",
  ]];
  for (const [named, alphabet] of cases) {
    const headers = `From: ОЛЕНА Їжак\nContent-Type: text/plain; charset="${named}"\n\n`;
    // Left to the parser.
    const body = bytesIn(alphabet, "Привіт");
    const expected = [...new TextEncoder().encode(headers), ...body];
    const mail = Uint8Array.from([...bytesIn(alphabet, headers), ...body]);
    assertEquals([...nameAlphabet(mail)], expected, named);
  }
});
