import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { safeHref } from "./safe_href.ts";

Deno.test("safeHref() follows http, https, mailto and tel, and nothing that runs or reads", () => {
  const good = ["http://a", "https://a.example/b?c#d", "mailto:a@b.example", "tel:+380671234567"];
  for (const text of good) assert(safeHref(text) !== null, text);
  const bad = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "java\tscript:alert(1)",
    "\u0001javascript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://a/x",
    "ftp://a",
    "about:blank",
    "//a.example",
    "a.example",
    "mailto:",
    "tel:",
    "",
  ];
  for (const text of bad) assertEquals(safeHref(text), null, text);
});

Deno.test("whatever safeHref() lets through, a browser goes to one of four schemes", () => {
  const parts = fc.constantFrom("java", "script:", "data:", "http:", "https://", "tel:", "//", "a");
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.oneof(parts, fc.string({ maxLength: 2 }))).map((list) => list.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const href = safeHref(text);
      if (href === null) return;
      const { protocol } = new URL(href, "https://kartka.example");
      assert(["http:", "https:", "mailto:", "tel:"].includes(protocol), href);
    }),
    { numRuns: 20_000 },
  );
});
