import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { queryString, withQuery } from "./query_string.ts";

Deno.test("what a link says is read back as it was", () => {
  const texts = fc.string({ unit: "grapheme" });
  fc.assert(fc.property(fc.array(fc.tuple(texts, texts)), (params) => {
    assertEquals([...new URLSearchParams(queryString(params))], params);
    const url = new URL(withQuery("/contacts", params), "http://kartka.example");
    assertEquals([...url.searchParams], params);
  }));
});

Deno.test("a filter stays readable, and what could end a link is escaped", () => {
  assertEquals(
    queryString([["f", "name.is(O~,l);created.on(2026-11-22)"], ["q", "a b"]]),
    "f=name.is(O~,l);created.on(2026-11-22)&q=a+b",
  );
  assertEquals(queryString([["q", `'"<>&=#+%`]]), "q=%27%22%3C%3E%26%3D%23%2B%25");
});

Deno.test("a lone surrogate does not break a link", () => {
  assertEquals(queryString([["q", "a\ud800"]]), "q=a%EF%BF%BD");
});
