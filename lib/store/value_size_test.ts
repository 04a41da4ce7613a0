import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { valueBytes, valueBytesAtMost } from "./value_size.ts";

Deno.test("valueBytesAtMost() is never less than the exact size, nor much more", () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    stringUnit: "binary",
  });
  fc.assert(
    fc.property(anything, (value) => {
      const exact = valueBytes(value);
      const most = valueBytesAtMost(value);
      assert(exact <= most, `${exact} > ${most}`);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("valueBytesAtMost() of long texts is at most twice the size", () => {
  for (const letter of ["a", "é", "ї", "😀"]) {
    const value = { name: letter.repeat(1000) };
    assert(valueBytesAtMost(value) <= 2 * valueBytes(value) + 100, letter);
  }
});

Deno.test("bytes and counters are counted as they are stored", () => {
  assertEquals(valueBytes(new Uint8Array(7)), 7);
  assertEquals(valueBytesAtMost(new Uint8Array(7)), 7);
  assertEquals(valueBytes(new Deno.KvU64(1n)), 8);
});
