import { assert, assertEquals } from "@std/assert";
import { ASK_STORE, numberOf, SeenHandles } from "./seen.ts";

Deno.test("SeenHandles knows whose a handle is, and keeps e-mails and phones apart", () => {
  const seen = new SeenHandles();
  seen.add([["e:a@b.co", -2], ["p:+380671234567", ASK_STORE]]);
  assertEquals(seen.find("e:a@b.co"), -2);
  assertEquals(seen.find("p:+380671234567"), ASK_STORE);
  assertEquals(seen.find("p:a@b.co"), undefined);
});

Deno.test("a million handles that differ by little have different numbers", () => {
  const numbers = new Set<number>();
  for (let at = 0; at < 500_000; at++) {
    numbers.add(numberOf(`e:user${at}@example.com`)).add(numberOf(`p:+380${670_000_000 + at}`));
  }
  assertEquals(numbers.size, 1_000_000);
  assert([...numbers].every(Number.isSafeInteger));
});

Deno.test("SeenHandles finds each of many handles as it was told last, and no other", () => {
  const seen = new SeenHandles();
  const person = (at: number) => at % 3 === 0 ? ASK_STORE : at % 3 === 1 ? at : -at;
  for (let at = 0; at < 20_000; at++) seen.add([[`p:+380${at}`, 1]]);
  for (let at = 0; at < 20_000; at++) seen.add([[`p:+380${at}`, person(at)]]);
  for (let at = 0; at < 20_000; at++) {
    assertEquals(seen.find(`p:+380${at}`), person(at) + 0);
    assertEquals(seen.find(`p:+390${at}`), undefined);
  }
});
