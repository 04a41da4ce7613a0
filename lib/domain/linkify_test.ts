import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { linkify } from "./linkify.ts";

/** Where the links of a text lead. */
function hrefs(text: string): string[] {
  return linkify(text).flatMap(({ href }) => href === null ? [] : [href]);
}

Deno.test("linkify() finds web addresses, e-mails and tel links, without the sentence around them", () => {
  assertEquals(hrefs("See https://example.com/a?b=1#c, please."), ["https://example.com/a?b=1#c"]);
  assertEquals(hrefs("(https://uk.wikipedia.org/wiki/Лев_(тварина))."), [
    "https://uk.wikipedia.org/wiki/%D0%9B%D0%B5%D0%B2_(%D1%82%D0%B2%D0%B0%D1%80%D0%B8%D0%BD%D0%B0)",
  ]);
  assertEquals(hrefs("HTTP://EXAMPLE.com and http://localhost:8000/x"), [
    "http://example.com/",
    "http://localhost:8000/x",
  ]);
  assertEquals(hrefs("пишіть на olena.koval+1@example.com.ua!"), [
    "mailto:olena.koval+1@example.com.ua",
  ]);
  assertEquals(hrefs("mailto:a@b.ua; tel:+380(67)123-45-67"), [
    "mailto:a@b.ua",
    "tel:+380671234567",
  ]);
});

Deno.test("linkify() makes no link of any other scheme, nor of an address that looks like another", () => {
  const none = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert('https')",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x file:///etc/passwd ftp://example.com blob:x about:blank ws://x",
    "//evil.example www.example.com example.com",
    "https://bank.example@evil.example/",
    "https://user:pass@evil.example/",
    "https:/\u202E/moc.elpmaxe",
    "java\nscript:alert(1)",
    "http://",
    "https:// example.com",
    "a@b",
    "@example.com",
    "tel:javascript",
    "mailto:?subject=x",
    "xhttps://example.com",
    "see a@b there",
  ];
  for (const text of none) assertEquals(linkify(text), [{ text, href: null }]);
});

Deno.test("linkify() ends an address where a mark turns the writing round", () => {
  assertEquals(linkify("https://example.com/\u202Egpj.exe"), [
    { text: "https://example.com/", href: "https://example.com/" },
    { text: "\u202Egpj.exe", href: null },
  ]);
});

const PIECES = [
  "javascript:",
  "data:text/html,",
  "vbscript:",
  "https://",
  "http:",
  "//",
  "mailto:",
  "tel:",
  "@",
  "example.com",
  "xn--80ak6aa92e",
  "user:pass@",
  "\u202E",
  "\u2066",
  "\u200B",
  "\u0000",
  "\t",
  "\n",
  " ",
  "<script>",
  '"onmouseover="',
  "'",
  "`",
  "&#106;",
  "%0a",
  "\\",
  "(",
  ")",
  ".",
  ",",
  "+380671234567",
  "Ж",
  "👩‍👩‍👧",
  "\uD800",
];

const tricky = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary" })), {
  maxLength: 14,
}).map((pieces) => pieces.join(""));

Deno.test("linkify() keeps every text as it is and links to nothing but four schemes", () => {
  fc.assert(
    fc.property(tricky, (text) => {
      const parts = linkify(text);
      assertEquals(parts.map((part) => part.text).join(""), text);
      for (const { text, href } of parts) {
        if (href === null) continue;
        assert(/^(https?:\/\/[^@\s]|mailto:[^\s:?]|tel:\+?\d)/.test(href), href);
        assert(["http:", "https:", "mailto:", "tel:"].includes(new URL(href).protocol), href);
        assert(!/[\s\p{Cf}\p{Cc}<>"'`]/u.test(text), JSON.stringify(text));
        if (href.startsWith("http")) assertEquals(new URL(href).username, "");
      }
    }),
    { numRuns: 100_000 },
  );
});

Deno.test("linkify() takes time by the length of a text, whatever is in it", () => {
  const long = 100_000;
  for (
    const piece of ["a@", "a.", "https://", "(", "https://a(", "tel:+", "a@a.", "mailto:", ")"]
  ) {
    const text = piece.repeat(long / piece.length);
    assertEquals(linkify(text).map((part) => part.text).join("").length, text.length);
  }
  assertEquals(linkify("https://a" + ").".repeat(long)).at(0)?.href, "https://a/");
});
