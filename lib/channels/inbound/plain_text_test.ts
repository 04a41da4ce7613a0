import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { plainText } from "./plain_text.ts";

Deno.test("plainText() keeps words and lines, and nothing that is not read", () => {
  const cases: [string, string][] = [
    ["<p>One</p><p>Two</p>", "One\n\nTwo"],
    ["One<br>Two", "One\nTwo"],
    ["<ul><li>a<li>b</ul>", "a\nb"],
    ["a <b>b</b>\n c", "a b c"],
    ["<head><title>x</title></head>y", "y"],
    ["<!-- a > b -->c", "c"],
    ["1 &lt; 2 &amp;&#32;&#x1F600; &unknown;", "1 < 2 & 😀 &unknown;"],
    ['<a href="javascript:x">link</a>', "link"],
    ["a<", "a"],
    ["<script>if (a<b) x()</script>z", "z"],
  ];
  for (const [html, text] of cases) assertEquals(plainText(html), text, html);
});

const PIECES = [..."<>&#;/ \n!-ї😀", "p", "br", "script", "style", "lt", "x1F600", "\ud800"];

Deno.test("plainText() never makes text longer, and keeps what has no tags as it is", () => {
  const html = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((all) => all.join(""));
  fc.assert(
    fc.property(html, (text) => {
      assert(plainText(text).length <= text.length);
      const isPlain = !/[<&]/.test(text);
      if (isPlain) assertEquals(plainText(text), text.replace(/\s+/g, " ").trim());
    }),
    { numRuns: 1000 },
  );
});
