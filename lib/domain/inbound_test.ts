import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isOutsideId, languageOfTag } from "./inbound.ts";
import { INBOUND_PROBLEMS } from "./inbound_problem.ts";
import { isLanguage } from "./language.ts";
import { isMessageKey } from "@/lib/i18n/translate.ts";

Deno.test("ids of outside stay apart in keys: well-formed, visible, of bounded length", () => {
  for (const id of ["1", "user:42", "Олена", "a b", "x".repeat(200)]) assert(isOutsideId(id), id);
  const bad = ["", " a", "a\n", "\u202ea", "a\u200b", "\ud800", "x".repeat(201), "\0"];
  for (const id of bad) assertEquals(isOutsideId(id), false, JSON.stringify(id));
});

Deno.test("two ids that are taken never share a key", async () => {
  using kv = await Deno.openKv(":memory:");
  const id = fc.string({ unit: "binary", maxLength: 5 }).filter(isOutsideId);
  await fc.assert(fc.asyncProperty(id, id, async (a, b) => {
    await kv.set(["t", a], a);
    await kv.set(["t", b], b);
    assertEquals((await kv.get(["t", a])).value, a);
  }));
});

Deno.test("a language tag leads to its language, whatever script and country it names", () => {
  const cases = [["uk", "uk"], ["uk-UA", "uk"], ["pt_BR", "pt"], ["ZH-hans", "zh"], ["", null], [
    "xx",
    null,
  ]];
  for (const [tag, code] of cases) assertEquals(languageOfTag(tag ?? ""), code);
  fc.assert(fc.property(fc.string(), (tag) => {
    const code = languageOfTag(tag);
    assert(code === null || isLanguage(code));
  }));
});

Deno.test("every reason to keep a request out has a text in the log", () => {
  const silent = INBOUND_PROBLEMS.filter((code) => !isMessageKey(`channel_log.problem.${code}`));
  assertEquals(silent, []);
});
