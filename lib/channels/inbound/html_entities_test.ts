import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { withoutEntities } from "./html_entities.ts";

Deno.test("entities that mail programs write are the letters they stand for", () => {
  const cases: [string, string][] = [
    ["don&rsquo;t &ldquo;go&rdquo; &bdquo;ні&ldquo;", "don’t “go” „ні“"],
    [
      "5&nbsp;&euro; &copy; &frac12; x&sup2; &numero;7 &Eacute;t&eacute; &AMP; &yuml;",
      "5 € © ½ x² №7 Été & ÿ",
    ],
    ["&#8217;&#x2019;&#146;&#151;", "’’’—"],
    ["&#1030;ван &#x1F600;", "Іван 😀"],
  ];
  for (const [html, text] of cases) assertEquals(withoutEntities(html), text);
});

Deno.test("what is no entity stays, a member of a prototype among it, and is decoded once", () => {
  for (const text of ["&valueOf;", "&toString;", "A&B", "&nosuch;", "&#x110000;", "&", "&;"]) {
    assertEquals(withoutEntities(text), text);
  }
  assertEquals(withoutEntities("&amp;lt;"), "&lt;");
  assertEquals(withoutEntities("&#xd800;"), "\ufffd");
});

Deno.test("any letter comes back from its number", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const html = [...text].map((letter) => `&#${letter.codePointAt(0)};`).join("");
    assertEquals(
      withoutEntities(html),
      text.replace(/[\x80-\x9f]/g, (letter) => withoutEntities(`&#${letter.charCodeAt(0)};`)),
    );
  }));
});
