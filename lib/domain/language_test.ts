import { assert, assertEquals, assertFalse } from "@std/assert";
import { isLanguage, LANGUAGES } from "./language.ts";

Deno.test("every offered language is one, and is offered once", () => {
  for (const code of LANGUAGES) assert(isLanguage(code), code);
  assertEquals(new Set(LANGUAGES).size, LANGUAGES.length);
});

Deno.test("isLanguage() takes canonical ISO 639 codes only", () => {
  for (const code of ["sw", "tt", "kk"]) assert(isLanguage(code), code);
  for (const code of ["", "UK", "uk-UA", "ukr", "qq", "xx", "root", "українська", "iw"]) {
    assertFalse(isLanguage(code), code);
  }
});
