import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { safeNext } from "./next.ts";

const SITE = "https://kartka.example.com";

Deno.test("safeNext() keeps paths and queries of this site", () => {
  for (const next of ["/", "/contacts", "/contacts?q=%D1%97&sort=name", "/contacts/42/edit"]) {
    assertEquals(safeNext(next), next);
  }
  assertEquals(safeNext("/contacts#top"), "/contacts");
});

Deno.test("safeNext() refuses every spelling that leaves the site", () => {
  const evil = [
    "/\\evil.com",
    "/\t/evil.com",
    " //evil.com",
    "//evil.com",
    "///evil.com",
    "/.//evil.com",
    "/x/..//evil.com",
    "\\\\evil.com",
    "https://evil.com",
    "http:evil.com",
    "javascript:alert(1)",
    "/\n/evil.com",
    "contacts",
    "",
  ];
  for (const next of evil) assertEquals(safeNext(next), "/contacts", JSON.stringify(next));
  assertEquals(safeNext(null), "/contacts");
});

Deno.test("safeNext() stays on the site whatever is given", () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom("/", "\\", "//", ".", "..", "@", ":", "evil.com", "http", "%2f", "%5c", "\t"),
      fc.constantFrom("\r\n", "?", "#", "\u3002", "\uff0f", "\u0000", " ", "javascript:", "x"),
      fc.string({ unit: "binary", maxLength: 5 }),
    ),
    { maxLength: 8 },
  ).map((list) => list.join(""));
  fc.assert(
    fc.property(fc.oneof(pieces, pieces.map((text) => "/" + text)), (next) => {
      const safe = safeNext(next);
      assert(/^\/(?![/\\])/.test(safe));
      assertEquals(new URL(safe, SITE).origin, SITE);
      assertEquals(new URL(safe, SITE).href.startsWith(`${SITE}/`), true);
    }),
    { numRuns: 2000 },
  );
});
