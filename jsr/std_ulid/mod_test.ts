import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { decodeTime, monotonicUlid, ulid } from "@std/ulid";

Deno.test("ulid() keeps its time and sorts by it", () => {
  assertMatch(ulid(0), /^0{10}[0-9A-HJKMNP-TV-Z]{16}$/);
  assertEquals(decodeTime(ulid(1_234_567)), 1_234_567);
  assert(ulid(1) < ulid(2));
});

Deno.test("monotonicUlid() grows within one millisecond", () => {
  const ids = Array.from({ length: 100 }, () => monotonicUlid(5));
  assertEquals(ids, [...new Set(ids)].sort());
});

Deno.test("decodeTime() throws on what is no ULID", () => {
  assertThrows(() => decodeTime("nonsense"));
});
