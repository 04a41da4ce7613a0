import { assertEquals } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import { type Condition, EVERYBODY, NOBODY } from "@/lib/domain/filter/condition.ts";
import { writeContact } from "@/tests/stress/writes.ts";
import { aContact } from "@/tests/support/cast.ts";
import { type ContactIndex, openContactIndex } from "./contact_index.ts";

const LAYOUT = { chunk: 8, segment: 16, block: 64 };
const VIP: Condition = { kind: "member", family: "tags", anyOf: ["vip"] };
const OLENA: Condition = { kind: "text", column: "name", test: "starts", values: ["olena"] };
const SEGMENTS = [VIP, OLENA, { kind: "not", of: VIP }, EVERYBODY, NOBODY] as const;

interface World {
  kv: Deno.Kv;
  index: ContactIndex;
  /** Reads from the store so far. */
  reads(): number;
  /** Those of them that read sets of the packed index. */
  setReads(): number;
}

function person(id: number, changes: Partial<Contact> = {}): Contact {
  return { ...aContact({ id, name: `Olena ${id}` }), ...changes };
}

/** Thirty folded people called Olena, every third a VIP. */
async function withPeople(run: (world: World) => Promise<void>): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  for (let id = 1; id <= 30; id++) {
    await writeContact(kv, id, person(id, { tagIds: id % 3 === 0 ? ["vip"] : [] }));
  }
  await openContactIndex(kv, { layout: LAYOUT }).fold();
  let [reads, setReads] = [0, 0];
  const watched = new Proxy(kv, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (typeof value !== "function") return value;
      if (property !== "getMany" && property !== "list") return value.bind(target);
      return (selector: unknown, ...more: unknown[]) => {
        reads++;
        if (JSON.stringify(selector).includes('"b"')) setReads++;
        return value.call(target, selector, ...more);
      };
    },
  });
  const index = openContactIndex(watched, { layout: LAYOUT });
  await run({ kv, index, reads: () => reads, setReads: () => setReads });
}

async function readsOf({ reads }: World, work: () => Promise<unknown>): Promise<number> {
  const before = reads();
  await work();
  return reads() - before;
}

Deno.test("countMany() follows every write, fold or not", () =>
  withPeople(async ({ kv, index }) => {
    assertEquals(await index.countMany(SEGMENTS), [10, 30, 20, 30, 0]);
    await writeContact(kv, 3, person(3, { name: "Ivan" }));
    await writeContact(kv, 1, person(1, { tagIds: ["vip"] }));
    await writeContact(kv, 2, null);
    await writeContact(kv, 31, person(31, { tagIds: ["vip"] }));
    for (let folded = 0; folded < 2; folded++) {
      assertEquals(await index.countMany(SEGMENTS), [11, 29, 19, 30, 0]);
      await openContactIndex(kv, { layout: LAYOUT }).fold();
    }
  }));

Deno.test("countMany() of nothing is no count", () =>
  withPeople(async ({ index }) => assertEquals(await index.countMany([]), [])));

Deno.test("countMany() reads only whether something was written as long as nothing is", () =>
  withPeople(async (world) => {
    await world.index.countMany(SEGMENTS);
    assertEquals(await readsOf(world, () => world.index.countMany(SEGMENTS)), 1);
    assertEquals(await readsOf(world, () => world.index.countMany([OLENA, VIP])), 1);
  }));

Deno.test("countMany() reads only the dirty contacts after a write", () =>
  withPeople(async (world) => {
    await world.index.countMany(SEGMENTS);
    await writeContact(world.kv, 8, person(8, { tagIds: ["vip"] }));
    // The heads, the shard of the contact, and the heads again.
    assertEquals(await readsOf(world, () => world.index.countMany(SEGMENTS)), 3);
  }));

Deno.test("countMany() asked at once by many evaluates once", () =>
  withPeople(async ({ kv, index, setReads }) => {
    await index.countMany(SEGMENTS);
    const alone = setReads();
    await writeContact(kv, 8, person(8, { tagIds: ["vip"] }));
    await openContactIndex(kv, { layout: LAYOUT }).fold();
    const asked = Array.from({ length: 10 }, () => index.countMany(SEGMENTS));
    for (const counts of await Promise.all(asked)) assertEquals(counts, [11, 30, 19, 30, 0]);
    assertEquals(setReads(), 2 * alone);
  }));

Deno.test("countMany() sees a phone without digits come and go", () =>
  withPeople(async ({ kv, index }) => {
    const any: Condition = { kind: "text", column: "phone", test: "contains", values: [""] };
    for (const phones of [[], [{ typed: "ask", key: null }], []]) {
      await writeContact(kv, 5, person(5, { phones }));
      await openContactIndex(kv, { layout: LAYOUT }).fold();
      assertEquals(await index.countMany([any]), [phones.length]);
    }
  }));

Deno.test("a fold that changes no set has nobody read sets again, but for who is alive", () =>
  withPeople(async ({ kv, index, setReads }) => {
    assertEquals(await index.countMany(SEGMENTS), [10, 30, 20, 30, 0]);
    await writeContact(kv, 8, person(8, { lastActivityAtMs: 77 }));
    await openContactIndex(kv, { layout: LAYOUT }).fold();
    const before = setReads();
    assertEquals(await index.countMany(SEGMENTS), [10, 30, 20, 30, 0]);
    assertEquals(setReads() - before, 1);
    await writeContact(kv, 8, person(8, { tagIds: ["vip"] }));
    await openContactIndex(kv, { layout: LAYOUT }).fold();
    assertEquals(await index.countMany(SEGMENTS), [11, 30, 19, 30, 0]);
  }));
