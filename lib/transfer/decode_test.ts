import { assertEquals } from "@std/assert";
import { asSource } from "@/tests/support/imports.ts";
import { decodeText, sniffEncoding, textHead } from "./decode.ts";

const utf8 = new TextEncoder();
/** "Ґанок, їжак" in Windows-1251. */
const CP1251 = new Uint8Array([0xA5, 0xE0, 0xED, 0xEE, 0xEA, 0x2C, 0x20, 0xBF, 0xE6, 0xE0, 0xEA]);

async function text(bytes: Uint8Array, size = 3): Promise<string> {
  const source = asSource(bytes, size);
  return (await Array.fromAsync(decodeText(source, await sniffEncoding(source)))).join("");
}

function utf16(value: string, isLittle: boolean): Uint8Array {
  const bytes = new Uint8Array(value.length * 2);
  const view = new DataView(bytes.buffer);
  [...value].forEach((char, at) => view.setUint16(at * 2, char.charCodeAt(0), isLittle));
  return bytes;
}

Deno.test("text comes out of UTF-8, UTF-16 and Windows-1251, letters cut apart included", async () => {
  assertEquals(await text(utf8.encode("Ґанок, їжак 👋")), "Ґанок, їжак 👋");
  assertEquals(await text(utf8.encode("\uFEFFПІБ")), "ПІБ");
  assertEquals(await text(CP1251), "Ґанок, їжак");
  assertEquals(await text(utf16("\uFEFFПІБ,x", true)), "ПІБ,x");
  assertEquals(await text(utf16("\uFEFFПІБ,x", false)), "ПІБ,x");
  assertEquals(await text(new Uint8Array()), "");
});

Deno.test("one Windows-1251 letter at the end of a long ASCII file decides", async () => {
  const bytes = new Uint8Array(100_000).fill(0x61);
  bytes[99_999] = 0xBF;
  assertEquals(await sniffEncoding(asSource(bytes, 4096)), "windows-1251");
});

Deno.test("UTF-8 that ends within a letter is not UTF-8", async () => {
  assertEquals(await sniffEncoding(asSource(utf8.encode("їж").subarray(0, 3))), "windows-1251");
});

Deno.test("textHead() stops reading when it has enough", async () => {
  let read = 0;
  async function* source() {
    for (; read < 100; read++) yield await Promise.resolve(utf8.encode("0123456789"));
  }
  assertEquals(await textHead(source, "utf-8", 25), "0123456789012345678901234");
  assertEquals(read <= 3, true);
});
