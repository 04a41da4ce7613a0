import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Condition, EVERYBODY, NOBODY } from "@/lib/domain/filter/condition.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import { InputError } from "@/lib/errors.ts";
import { writeContact } from "@/tests/stress/writes.ts";
import { aContact } from "@/tests/support/cast.ts";
import { idsOf, LAYOUT, NEWEST, person, save, withFolded } from "@/tests/support/folded.ts";
import { saveChange } from "../change.ts";
import { emailOwnerKey } from "../keys/contacts.ts";
import { packedRange } from "../keys/search_index.ts";
import { openContactIndex } from "./contact_index.ts";
import { indexState, stageIndexed } from "./dirty.ts";

const VIP = { kind: "member", family: "tags", anyOf: ["vip"] } as const;

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
  const state = indexState(aContact({ id, createdAtMs: id, lastActivityAtMs: id }), () => null);
  await stageIndexed(change, id, { ...state, text, nameKey: "1" });
}
