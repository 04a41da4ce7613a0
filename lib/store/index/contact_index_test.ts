import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import { type Condition, EVERYBODY, NOBODY } from "@/lib/domain/filter/condition.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import { BusyError, InputError } from "@/lib/errors.ts";
import { writeContact } from "@/tests/stress/writes.ts";
import { aContact } from "@/tests/support/cast.ts";
import { faultyKv } from "@/tests/support/kv.ts";
import { saveChange } from "../change.ts";
import { emailOwnerKey, packedRange } from "../keys.ts";
import { type ContactIndex, type ContactSearch, openContactIndex } from "./contact_index.ts";
import { indexState, stageIndexed } from "./dirty.ts";
import { takeLease } from "./lease.ts";

const LAYOUT = { chunk: 8, segment: 16, block: 64 };
const VIP = { kind: "member", family: "tags", anyOf: ["vip"] } as const;
const NEWEST = { by: "lastActivity", direction: "desc" } as const;

function person(id: number, changes: Partial<Contact> = {}): Contact {
  return {
    id,
    name: `Person ${id}`,
    emails: [],
    phones: [],
    tagIds: [],
    language: null,
    source: "manual",
    createdAtMs: id,
    lastActivityAtMs: id,
    revision: 1,
    ...changes,
  };
}

async function save(kv: Deno.Kv, ...people: Contact[]): Promise<void> {
  for (const contact of people) await writeContact(kv, contact.id, contact);
}

async function idsOf(index: ContactIndex, query: Partial<ContactSearch>): Promise<number[]> {
  const all = { words: [], filter: null, sort: NEWEST, limit: 25, cursor: null, ...query };
  return (await index.search(all)).rows.map(({ id }) => id);
}

/** A store with folded people 1 … count, everyone with the tag `all`, and an index that has read it. */
async function withFolded(
  count: number,
  run: (kv: Deno.Kv, index: ContactIndex) => Promise<void>,
): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv, { layout: LAYOUT });
  for (let id = 1; id <= count; id++) await save(kv, person(id, { tagIds: ["all"] }));
  await index.fold();
  await idsOf(index, { words: ["person"] });
  await run(kv, index);
}

Deno.test("an empty store has an empty page, no tags and no contacts", () =>
  withFolded(0, async (_kv, index) => {
    for (const words of [[], ["x"]]) {
      const query = { words, filter: null, sort: NEWEST, limit: 25, cursor: null };
      const expected = { rows: [], total: 0, next: null, previous: null, position: 1 };
      assertEquals(await index.search(query), expected);
    }
    assertEquals(await index.tagCounts(), new Map());
    assertEquals(await index.total(), 0);
    assertEquals(await index.fold(), { folded: 0, left: 0, skipped: null });
  }));

Deno.test("search() shows what was just written, before any fold", () =>
  withFolded(20, async (kv, index) => {
    await save(kv, person(7, { name: "Олена Шевченко", tagIds: ["vip"], lastActivityAtMs: 900 }));
    await save(kv, person(21, { name: "Olena Bondar", tagIds: ["vip"] }));
    assertEquals(await idsOf(index, { words: parseSearch("олена") }), [7, 21]);
    assertEquals(await idsOf(index, { filter: VIP }), [7, 21]);
    assertEquals(await idsOf(index, { words: ["person", "7"] }), [17]);
    assertEquals((await index.tagCounts()).get("all"), 19);
    await writeContact(kv, 21, null);
    assertEquals(await idsOf(index, { filter: VIP }), [7]);
    assertEquals(await idsOf(index, { limit: 1 }), [7]);
  }));

Deno.test("search() shows what another index on the same store has folded", () =>
  withFolded(20, async (kv, index) => {
    await save(kv, person(3, { name: "Renamed", tagIds: [] }));
    await openContactIndex(kv, { layout: LAYOUT }).fold();
    assertEquals(await idsOf(index, { words: ["renamed"] }), [3]);
    assertEquals((await index.tagCounts()).get("all"), 19);
    assertEquals(await index.dirtyCount(), 0);
  }));

Deno.test("a cursor goes on after its row while rows come, move and go", () =>
  withFolded(10, async (kv, index) => {
    for (const query of [{ words: ["person"] }, {}]) {
      const all = { words: [], filter: null, sort: NEWEST, limit: 3, cursor: null, ...query };
      const first = await index.search(all);
      assertEquals(first.rows.map(({ id }) => id), [10, 9, 8]);
      await save(kv, person(8, { lastActivityAtMs: 500 }), person(11, { lastActivityAtMs: 400 }));
      await writeContact(kv, 6, null);
      const second = await index.search({ ...all, cursor: first.next });
      assertEquals(second.rows.map(({ id }) => id), [7, 5, 4]);
      const back = await index.search({ ...all, cursor: second.previous });
      assertEquals(back.rows.map(({ id }) => id), [11, 10, 9]);
      await writeContact(kv, 11, null);
      await save(kv, person(8, { tagIds: ["all"] }), person(6, { tagIds: ["all"] }));
    }
  }));

Deno.test("going back to less than a page shows the first page", () =>
  withFolded(10, async (kv, index) => {
    for (const query of [{ words: ["person"] }, {}]) {
      const all = { words: [], filter: null, sort: NEWEST, limit: 3, cursor: null, ...query };
      const second = await index.search({ ...all, cursor: (await index.search(all)).next });
      await writeContact(kv, 10, null);
      const back = await index.search({ ...all, cursor: second.previous });
      assertEquals(back.rows.map(({ id }) => id), [9, 8, 7]);
      assertEquals([back.position, back.previous], [1, null]);
      await save(kv, person(10, { tagIds: ["all"] }));
    }
  }));

Deno.test("search() refuses a wrong cursor as input and a wrong limit as a fault", () =>
  withFolded(3, async (_kv, index) => {
    for (const words of [[], ["person"]]) {
      for (const cursor of ["", "x", "W10", "😀", "a".repeat(5000)]) {
        const error = await assertRejects(() => idsOf(index, { words, cursor }), InputError);
        assertEquals(error.problems, { cursor: { code: "cursor_invalid" } });
      }
    }
    for (const limit of [0, -1, 1.5, 1001, NaN]) {
      await assertRejects(() => idsOf(index, { limit }), RangeError);
    }
  }));

Deno.test("odd queries have right answers", () =>
  withFolded(9, async (kv, index) => {
    await save(kv, person(4, { name: "100% under_score 😀 李", lastActivityAtMs: null }));
    for (let folded = 0; folded < 2; folded++) {
      for (const query of ["%", "_", "😀", "李", "100%", "r_s"]) {
        assertEquals(await idsOf(index, { words: parseSearch(query) }), [4], query);
      }
      for (const query of ["\ud83d", "%%", "x".repeat(2000), "😀😀"]) {
        assertEquals(await idsOf(index, { words: parseSearch(query) }), [], query);
      }
      assertEquals((await idsOf(index, { words: ["p"] })).length, 8);
      assertEquals((await idsOf(index, { words: ["", "p"] })).length, 8);
      await index.fold();
    }
  }));

Deno.test("a filter for one e-mail address follows its owner at once", () =>
  withFolded(9, async (kv, index) => {
    const owner = { emails: [{ typed: "Olena@x.ua", key: "olena@x.ua" }] };
    const filter: Condition = {
      kind: "text",
      column: "email",
      test: "is",
      values: ["olena@x.ua"],
    };
    const none = { rows: [], total: 0, next: null, previous: null, position: 1 };
    const query = { words: [], filter, sort: NEWEST, limit: 25, cursor: null };
    assertEquals(await index.search(query), none);
    for (const id of [4, 20]) {
      await save(kv, person(id, owner));
      assertEquals(await idsOf(index, { filter }), [id]);
      assertEquals(await idsOf(index, { filter, words: ["person"] }), [id]);
      assertEquals(await index.count({ words: [], filter }), 1);
      await save(kv, person(id));
      assertEquals(await index.search(query), none);
    }
    await kv.set(emailOwnerKey("olena@x.ua"), 4); // as damage may leave it
    assertEquals(await index.search(query), none);
    const long: Condition = { ...filter, values: ["x".repeat(5000)] };
    assertEquals(await idsOf(index, { filter: long }), []);
  }));

Deno.test("a filter that everybody meets is the list, one that nobody can meet an empty page", () =>
  withFolded(5, async (_kv, index) => {
    const query = { words: [], sort: NEWEST, limit: 2, cursor: null };
    const all = await index.search({ ...query, filter: null });
    assertEquals(await index.search({ ...query, filter: EVERYBODY }), all);
    assertEquals(await index.count({ words: [""], filter: EVERYBODY }), 5);
    const empty = { rows: [], total: 0, next: null, previous: null, position: 1 };
    assertEquals(await index.search({ ...query, filter: NOBODY, cursor: all.next }), empty);
    assertEquals(await index.count({ words: ["person"], filter: NOBODY }), 0);
    await assertRejects(() => idsOf(index, { filter: NOBODY, cursor: "x" }), InputError);
  }));

Deno.test("ranges have their first number and not their last, wherever segments end", async () => {
  const bounds = [-Infinity, 1, 15, 16, 17, 32, 33, 64, 69, 70, 71, Infinity];
  for (const segment of [16, 32]) {
    using kv = await Deno.openKv(":memory:");
    const index = openContactIndex(kv, { layout: { ...LAYOUT, segment } });
    for (let id = 1; id <= 70; id++) await save(kv, person(id));
    await index.fold();
    for (const field of ["id", "created", "lastActivity"] as const) {
      for (const [from, to] of bounds.flatMap((from) => bounds.map((to) => [from, to] as const))) {
        const expected = Math.max(0, Math.min(to, 71) - Math.max(from, 1));
        const filter: Condition = { kind: "range", field, from, to };
        assertEquals(await index.count({ words: [], filter }), expected, `${from} to ${to}`);
      }
    }
  }
});

Deno.test("what the cheap rules leave nobody for reads no texts", () =>
  withFolded(20, async (kv) => {
    const chunks = await Array.fromAsync(kv.list({ prefix: packedRange(1, "t") }));
    for (const { key } of chunks) await kv.set(key, "unreadable");
    const index = openContactIndex(kv, { layout: LAYOUT });
    const text: Condition = { kind: "text", column: "email", test: "contains", values: ["x"] };
    const nested: Condition = { kind: "any", of: [text, { ...text, column: "phone" }] };
    for (const part of [text, nested]) {
      const filter: Condition = { kind: "all", of: [part, VIP] };
      assertEquals(await index.count({ words: ["person"], filter }), 0);
    }
  }));

Deno.test("texts too long for one value or one commit are packed and found", async () => {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv);
  const last = 150;
  await saveChange(kv, async (change) => {
    for (const id of [1, last]) await stageText(change, id, `${"李".repeat(1990)} end${id}`);
  });
  for (let id = 2; id < last; id++) {
    await saveChange(kv, (change) => stageText(change, id, `${"é".repeat(1990)} end${id}`));
  }
  assertEquals((await index.fold()).folded, last);
  const parts = kv.list({ prefix: packedRange(1, "t", "text", 0) });
  assert((await Array.fromAsync(parts)).length > 17, "more than a commit holds");
  for (const id of [1, 77, last]) {
    const query = { words: [`end${id}`], filter: null, sort: NEWEST, limit: 5, cursor: null };
    assertEquals((await index.search(query)).total, id === 1 ? 62 : 1);
  }
});

async function stageText(
  change: Parameters<typeof stageIndexed>[0],
  id: number,
  text: string,
): Promise<void> {
  const state = indexState(aContact({ id, createdAtMs: id, lastActivityAtMs: id }));
  await stageIndexed(change, id, { ...state, text, nameKey: "1" });
}

Deno.test("an index with another layout than the stored one is refused", () =>
  withFolded(3, async (kv) => {
    const other = openContactIndex(kv);
    await assertRejects(() => idsOf(other, { words: ["person"] }), RangeError, "verify --fix");
  }));

Deno.test("foldIfNeeded() waits until enough is dirty", async () => {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv, { layout: LAYOUT, foldFrom: 5 });
  await save(kv, ...[1, 2, 3, 4].map((id) => person(id)));
  assertEquals(await index.foldIfNeeded(), { folded: 0, left: 4, skipped: "few" });
  await save(kv, person(5));
  const both = await Promise.all([index.foldIfNeeded(), index.foldIfNeeded()]);
  assertEquals(both[0], { folded: 5, left: 0, skipped: null });
  assertEquals(await index.dirtyCount(), 0);
});

Deno.test("a fold leaves the work to whoever holds the lease", async () => {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv, { layout: LAYOUT, now: () => 0 });
  await save(kv, person(1));
  await takeLease(kv, { leaseMs: 10_000, now: () => 0 });
  assertEquals((await index.fold()).skipped, "leased");
  assertEquals(await index.dirtyCount(), 1);
});

Deno.test("waitForRoom() folds when bulk writers have left too much", async () => {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv, { layout: LAYOUT, dirtyMax: 3 });
  await save(kv, person(1), person(2));
  await index.waitForRoom();
  assertEquals(await index.dirtyCount(), 2);
  await save(kv, person(3));
  await index.waitForRoom();
  assertEquals(await index.dirtyCount(), 0);
});

Deno.test("readers give up with a busy error when every look meets a write", async () => {
  using kv = await Deno.openKv(":memory:");
  let writes = 0;
  const restless = new Proxy(kv, {
    get(target, property) {
      if (property === "getMany") {
        return async (keys: Deno.KvKey[]) => {
          await save(kv, person(1, { lastActivityAtMs: ++writes }));
          return await target.getMany(keys);
        };
      }
      const value = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const index = openContactIndex(restless, { layout: LAYOUT });
  await assertRejects(() => idsOf(index, { words: ["person"] }), BusyError);
});

/** A point that one read stops at. */
interface Gate {
  reached: PromiseWithResolvers<void>;
  open: PromiseWithResolvers<void>;
}

function aGate(): Gate {
  return { reached: Promise.withResolvers(), open: Promise.withResolvers() };
}

/** A store whose next read of the heads stops when it has its answer, the next one of sets before it is asked. */
function gatedKv(kv: Deno.Kv, gates: { heads: Gate | null; sets: Gate | null }): Deno.Kv {
  async function getMany(keys: Deno.KvKey[]): Promise<unknown> {
    const kind = keys[0]?.includes("b") ? "sets" : keys[0]?.includes("ix") ? "heads" : null;
    const gate = kind === null ? null : gates[kind];
    if (kind === null || gate === null) return await kv.getMany(keys);
    gates[kind] = null;
    const answer = kind === "heads" ? await kv.getMany(keys) : null;
    gate.reached.resolve();
    await gate.open.promise;
    return answer ?? await kv.getMany(keys);
  }
  return new Proxy(kv, {
    get(target, property) {
      if (property === "getMany") return getMany;
      const value = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

Deno.test("what one search loads while a fold is published misleads no other", () =>
  withFolded(9, async (kv) => {
    await save(kv, person(1, { tagIds: ["vip"] }));
    await openContactIndex(kv, { layout: LAYOUT }).fold();
    const gates: Parameters<typeof gatedKv>[1] = { heads: null, sets: null };
    const index = openContactIndex(gatedKv(kv, gates), { layout: LAYOUT });
    await idsOf(index, { words: ["person"] }); // from here on it knows who is alive
    const loading = gates.sets = aGate();
    const first = index.count({ words: [], filter: VIP });
    await loading.reached.promise;
    const looking = gates.heads = aGate();
    const second = index.count({ words: [], filter: VIP });
    await looking.reached.promise;
    await save(kv, person(1), person(2, { name: "Renamed", tagIds: ["vip"] }));
    await openContactIndex(kv, { layout: LAYOUT }).fold();
    const confirming = gates.heads = aGate();
    loading.open.resolve();
    await confirming.reached.promise;
    looking.open.resolve();
    assertEquals(await second, 1);
    confirming.open.resolve();
    assertEquals(await first, 1);
  }));

Deno.test("a fold that publishes nothing still has readers read what it has packed", () =>
  withFolded(9, async (kv) => {
    const index = openContactIndex(kv, { layout: LAYOUT });
    const late: Condition = { kind: "range", field: "lastActivity", from: 100, to: 200 };
    assertEquals(await index.count({ words: [], filter: late }), 0);
    const touched = person(3, { lastActivityAtMs: 150, tagIds: ["vip"] });
    await save(kv, touched);
    assertEquals(await index.count({ words: [], filter: VIP }), 1);
    // The first commit takes the lease, the second packs, then fifty try to publish.
    const busy = faultyKv(kv, (commit) => commit >= 2 && commit < 52 ? "conflict" : null);
    const nothing = { folded: 0, left: 1, skipped: null };
    assertEquals(await openContactIndex(busy.kv, { layout: LAYOUT }).fold(), nothing);
    await save(kv, touched);
    assertEquals((await openContactIndex(kv, { layout: LAYOUT }).fold()).folded, 1);
    assertEquals(await index.count({ words: [], filter: late }), 1);
    assertEquals(await index.count({ words: [], filter: VIP }), 1);
  }));
