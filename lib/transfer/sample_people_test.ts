import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseContactInput } from "@/lib/domain/contact_input.ts";
import { SAMPLE_TAGS, samplePerson } from "./sample_people.ts";

const SET = { seed: 7, total: 5000, nowMs: Date.UTC(2026, 10, 22) };
const PEOPLE = Array.from({ length: SET.total }, (_, index) => samplePerson(index, SET));

Deno.test("the same seed gives the same people, another one others", () => {
  assertEquals(samplePerson(42, SET), PEOPLE[42]);
  assert(samplePerson(42, { ...SET, seed: 8 }).name !== PEOPLE[42]?.name);
});

Deno.test("no two sample people share a handle, whatever the size of the set", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 400 }), (seed, total) => {
      const people = Array.from(
        { length: total },
        (_, at) => samplePerson(at, { ...SET, seed, total }),
      );
      const keys = people.flatMap(({ emails, phones }) =>
        [...emails, ...phones].map(({ key }) => key)
      );
      assertEquals(new Set(keys).size, keys.length);
    }),
    { numRuns: 30 },
  );
});

Deno.test("sample people keep the rules of contacts: what is stored is what a form would store", () => {
  for (const { name, emails, phones, language } of PEOPLE) {
    const typed = (list: { typed: string }[]) => list.map((handle) => handle.typed);
    const input = { name, emails: typed(emails), phones: typed(phones), tagIds: [], language };
    assertEquals(parseContactInput(input, { country: "UA" }), { ...input, emails, phones });
  }
});

Deno.test("sample people are a mixture: scripts, firms, popular tags, dates in order", () => {
  const share = (is: (person: typeof PEOPLE[number]) => boolean) =>
    PEOPLE.filter(is).length / SET.total;
  assert(Math.abs(share(({ name }) => /[а-яіїєґ]/i.test(name)) - 0.67) < 0.05);
  assert(share(({ name }) => name.startsWith("ТОВ")) > 0.005);
  const counts = SAMPLE_TAGS.map(({ name }) => share(({ tags }) => tags.includes(name)));
  assert((counts[0] ?? 0) > 3 * (counts.at(-1) ?? 1));
  assert(share(({ lastActivityAtMs }) => lastActivityAtMs === null) > 0.03);
  for (const { createdAtMs, lastActivityAtMs } of PEOPLE) {
    assert(createdAtMs < SET.nowMs && (lastActivityAtMs ?? createdAtMs) >= createdAtMs);
    assert((lastActivityAtMs ?? 0) <= SET.nowMs);
  }
});
