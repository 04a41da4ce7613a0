import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { emptyBits, setBit } from "./bitmap.ts";
import {
  comparePlaces,
  keyBytesOf,
  keyPrefix,
  namePlace,
  PageCollector,
  type Place,
} from "./place.ts";

Deno.test("names stand in the order of Deno KV's keys", async () => {
  using kv = await Deno.openKv(":memory:");
  const piece = fc.constantFrom("", "a", "ab", "Ѐ", "\uffff", "😀", "é", "\0", "~");
  const name = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
  const person = fc.tuple(name, fc.integer({ min: 1, max: 5 }));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(person, { maxLength: 20 }), async (people) => {
      run += 1;
      for (const [key, id] of people) await kv.set([run, key, id], [key, id]);
      const inKv = await Array.fromAsync(kv.list<[string, number]>({ prefix: [run] }));
      const places = inKv.map(({ value: [key, id] }) => namePlace(key, id));
      assertEquals(places.toSorted(comparePlaces), places);
    }),
    { numRuns: 100 },
  );
});

Deno.test("PageCollector keeps the same page as sorting all", () => {
  const places = fc.uniqueArray(
    fc.record({ value: fc.nat(5), name: fc.constantFrom("", "a", "b"), id: fc.nat(60) }),
    { selector: ({ id }) => id, maxLength: 60 },
  );
  const sign = fc.constantFrom(1 as const, -1 as const);
  fc.assert(
    fc.property(places, sign, fc.integer({ min: 1, max: 8 }), fc.option(fc.nat(59)), (...drawn) => {
      const [all, sign, limit, from] = drawn;
      const list: Place[] = all.map(({ value, name, id }) => ({ value, key: name, id }));
      const beyond = from === null ? null : list[from] ?? null;
      const sorted = list.toSorted((left, right) => sign * comparePlaces(left, right));
      const expected = beyond === null ? sorted : sorted.slice(sorted.indexOf(beyond) + 1);
      const collector = new PageCollector({ sign, limit, beyond });
      const hits = emptyBits(list.length);
      const half = Math.floor(list.length / 2);
      for (let ordinal = 0; ordinal < half; ordinal++) setBit(hits, ordinal, true);
      collector.offerAll(hits, {
        value: (ordinal) => list[ordinal]?.value ?? 0,
        key: (ordinal) => list[ordinal]?.key ?? "",
        id: (ordinal) => list[ordinal]?.id ?? 0,
      });
      for (const place of list.slice(half)) collector.offer(place);
      assertEquals(collector.page(), expected.slice(0, limit));
      assertEquals(collector.beyondCount, expected.length);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("keyPrefix() never contradicts the whole key", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
    const [left, right] = [keyBytesOf(a), keyBytesOf(b)];
    if (keyPrefix(left) < keyPrefix(right)) assertEquals(left < right, true);
  }));
});
