import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { BusyError, IndexNotReadyError } from "@/lib/errors.ts";
import { writeContact } from "@/tests/stress/writes.ts";
import { aContact } from "@/tests/stress/people.ts";
import { randomFrom } from "@/tests/stress/random.ts";
import { dirtyHeadKey, dirtyKey, indexVersionKey, packedRange } from "../keys/search_index.ts";
import { DEFAULT_INDEX_OPTIONS, openContactIndex } from "./contact_index.ts";
import { type DirtyEntry, indexState, lastMs, shardOf } from "./dirty.ts";
import { verifyIndex } from "./verify.ts";
import { INDEX_FORMAT } from "./versions.ts";

const LAYOUT = { chunk: 8, segment: 16, block: 32 };
const PEOPLE = 90;
const NEWEST = { by: "lastActivity", direction: "desc" } as const;
const LIST = { words: [], filter: null, sort: NEWEST, limit: 500, cursor: null };
const HAS_EMAIL = { kind: "present", field: "email" } as const;

/** An entry as format 1 had it: no addresses, numbers or sources for filters. */
function oldEntry({ ordinal, fresh, state }: DirtyEntry) {
  if (state === null) return { ordinal, fresh, state };
  const { text, nameKey, subject } = state;
  const { createdAtMs: createdMs, tagIds, language } = subject;
  return {
    ordinal,
    fresh,
    state: { text, nameKey, lastMs: lastMs(subject), createdMs, tagIds, language },
  };
}

/** Makes of the first version what code of format 1 would have left. */
async function makeOld(kv: Deno.Kv, versions: "absent" | "unnumbered"): Promise<void> {
  for await (const { key, value } of kv.list<never>({ prefix: packedRange(1) })) {
    const [, , , kind, ...parts] = key;
    if (kind === "d") await kv.set(key, oldEntry(value));
    if (kind === "man") {
      const { layout, published, segmentVersions } = value;
      await kv.set(key, { layout, published, segmentVersions });
    }
    const isNew = parts.some((part) => /^(email|phone|imports|s:.*|has:.*)$/.test(String(part)));
    if (isNew || kind === "s" || kind === "sd") await kv.delete(key);
  }
  if (versions === "absent") await kv.delete(indexVersionKey());
  else await kv.set(indexVersionKey(), { current: 1, building: null });
}

/** People of whom most are packed and some are dirty, in an index of format 1. */
async function withOld(
  run: (kv: Deno.Kv) => Promise<void>,
  versions: "absent" | "unnumbered" = "absent",
): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const random = randomFrom(7);
  for (let id = 1; id <= PEOPLE; id++) {
    if (id === PEOPLE - 9) await openContactIndex(kv, { layout: LAYOUT }).fold();
    await writeContact(kv, id, aContact(random, id));
  }
  await makeOld(kv, versions);
  await run(kv);
}

/** Makes of the first version what code of format 2 would have left: nothing of attributes and conversations. */
async function makeFormat2(kv: Deno.Kv): Promise<void> {
  for await (const { key, value } of kv.list<DirtyEntry>({ prefix: packedRange(1) })) {
    const [, , , kind, ...parts] = key;
    if (kind === "d") await kv.set(key, withoutNew(value));
    const isNew = parts.some((part) =>
      /^(attr\..*|conversations|a:.*|c:.*|has:attr.*|has:channel)$/.test(String(part))
    );
    if (isNew) await kv.delete(key);
  }
  await kv.set(indexVersionKey(), { format: 2, current: 1, building: null });
}

function withoutNew({ state, ...entry }: DirtyEntry): DirtyEntry {
  if (state === null) return { ...entry, state };
  const { attributes: _, channelIds: __, conversations: ___, ...subject } = state.subject;
  return { ...entry, state: { ...state, subject } };
}

const OWES: Condition = { kind: "range", field: "attr.owes", from: -Infinity, to: Infinity };

Deno.test("an index of format 2 knows no attributes: filters say so until it is built anew", async () => {
  using kv = await Deno.openKv(":memory:");
  const random = randomFrom(7);
  for (let id = 1; id <= PEOPLE; id++) {
    if (id === PEOPLE - 9) await openContactIndex(kv, { layout: LAYOUT }).fold();
    await writeContact(kv, id, aContact(random, id));
  }
  const owing = await openContactIndex(kv, { layout: LAYOUT }).count({ words: [], filter: OWES });
  assert(owing > 5);
  await makeFormat2(kv);
  const index = openContactIndex(kv, { layout: LAYOUT });
  await assertRejects(() => index.count({ words: [], filter: OWES }), IndexNotReadyError);
  const byCount = { by: "conversations", direction: "desc" } as const;
  await assertRejects(() => index.search({ ...LIST, sort: byCount }), IndexNotReadyError);
  assertEquals((await index.search(LIST)).rows.length, PEOPLE);
  assertEquals(await index.rebuildIfNeeded(), "format");
  assertEquals(await index.count({ words: [], filter: OWES }), owing);
  await requireRight(kv);
});

async function records(kv: Deno.Kv): Promise<Contact[]> {
  return await Array.fromAsync(kv.list<Contact>({ prefix: [1, "c"] }), ({ value }) => value);
}

/** Searches answer as the records say, and nothing differs anywhere. */
async function requireRight(kv: Deno.Kv): Promise<void> {
  const index = openContactIndex(kv, { layout: LAYOUT });
  const people = await records(kv);
  const expected = people.filter(({ emails }) => emails.length > 0).length;
  assertEquals(await index.count({ words: [], filter: HAS_EMAIL }), expected);
  const options = { ...DEFAULT_INDEX_OPTIONS, layout: LAYOUT };
  const found = await Array.fromAsync(verifyIndex(kv, options), ({ message }) => message);
  assertEquals(found, []);
}

for (const versions of ["absent", "unnumbered"] as const) {
  Deno.test(`an index in the old format is built anew; lists and writes work before, searches say so (versions ${versions})`, () =>
    withOld(async (kv) => {
      const index = openContactIndex(kv, { layout: LAYOUT });
      await assertRejects(() => index.search({ ...LIST, words: ["a"] }), IndexNotReadyError);
      await assertRejects(() => index.tagCounts(), IndexNotReadyError);
      assertEquals((await index.search(LIST)).rows.length, PEOPLE);
      assertEquals(await index.foldIfNeeded(), { folded: 0, left: 0, skipped: "few" });
      assertEquals((await index.fold()).folded, 0, "old entries are not taken for new ones");
      await writeContact(kv, 3, { ...aContact(randomFrom(1), 3), name: "Renamed before" });
      await writeContact(kv, 500, aContact(randomFrom(2), 500));
      assertEquals(await index.rebuildIfNeeded(), "format");
      assertEquals((await index.search({ ...LIST, words: ["renamed"] })).total, 1);
      await requireRight(kv);
      assertEquals(await index.rebuildIfNeeded(), null);
    }, versions));
}

Deno.test("writes while an old index is being built anew are in the new one", () =>
  withOld(async (kv) => {
    const random = randomFrom(11);
    const index = openContactIndex(kv, { layout: LAYOUT, foldFrom: 5 });
    const writes: Promise<void>[] = [];
    const rebuilt = index.rebuildIfNeeded({
      // Between blocks, each contact once: some are packed by then, some not, some are new.
      onProgress: () => {
        for (let left = 12; left > 0; left--) {
          const id = 1 + (writes.length * 5) % (2 * PEOPLE);
          writes.push(writeContact(kv, id, random() < 0.2 ? null : aContact(random, id)));
        }
      },
    });
    assertEquals(await rebuilt, "format");
    await Promise.all(writes);
    assertEquals(writes.length, 36);
    await requireRight(kv);
  }));

Deno.test("what an older process writes into the new version while it is built is taken from the record", () =>
  withOld(async (kv) => {
    const contact = { ...aContact(randomFrom(3), 5), name: "Written by old code" };
    let isWritten = false;
    await openContactIndex(kv, { layout: LAYOUT }).rebuild({
      onProgress: (contacts) => {
        if (contacts > 32) isWritten = true;
        else oldWrite = writeOld(kv, contact);
      },
    });
    await oldWrite;
    assert(isWritten);
    await openContactIndex(kv, { layout: LAYOUT }).fold();
    await requireRight(kv);
  }));

let oldWrite: Promise<void> = Promise.resolve();

async function writeOld(kv: Deno.Kv, contact: Contact): Promise<void> {
  await writeContact(kv, contact.id, contact);
  const shard = shardOf(contact.id);
  const entry = oldEntry({ ordinal: null, fresh: true, state: indexState(contact, () => null) });
  await kv.atomic().set(dirtyKey(2, shard, contact.id), entry).set(dirtyHeadKey(2, shard), 0)
    .commit();
}

Deno.test("a process that is older than the index neither reads nor writes it", () =>
  withOld(async (kv) => {
    const index = openContactIndex(kv, { layout: LAYOUT });
    await kv.set(indexVersionKey(), { format: INDEX_FORMAT + 1, current: 1, building: null });
    await assertRejects(() => index.search({ ...LIST, words: ["a"] }), BusyError, "restart");
    await assertRejects(() => writeContact(kv, 1, null), BusyError, "restart");
    await assertRejects(() => index.fold(), BusyError, "restart");
    assertEquals(await index.rebuildIfNeeded(), null);
    assertEquals((await index.search(LIST)).rows.length, PEOPLE);
  }));

Deno.test("a store that was empty is never taken for an old one", async () => {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv, { layout: LAYOUT });
  assertEquals((await index.search({ ...LIST, words: ["a"] })).total, 0);
  assertEquals(await index.rebuildIfNeeded(), null);
  await Promise.all([1, 2, 3].map((id) => writeContact(kv, id, aContact(randomFrom(id), id))));
  assertEquals(await index.rebuildIfNeeded(), null);
  await index.fold();
  await requireRight(kv);
});

Deno.test("a fifth of dead ordinals asks for a rebuild, but not where there is one block only", async () => {
  for (const [people, block] of [[40, 32], [40, 64]] as const) {
    using kv = await Deno.openKv(":memory:");
    const index = openContactIndex(kv, { layout: { ...LAYOUT, block } });
    const random = randomFrom(3);
    for (let id = 1; id <= people; id++) await writeContact(kv, id, aContact(random, id));
    await index.fold();
    for (let id = 1; id <= 9; id++) {
      await writeContact(kv, id, { ...aContact(random, id), name: `Renamed ${id}` });
    }
    await index.fold();
    assertEquals(await index.rebuildIfNeeded(), null, "9 of 49 are dead");
    await writeContact(kv, 10, { ...aContact(random, 10), name: "Renamed 10" });
    await index.fold();
    assertEquals(await index.rebuildIfNeeded(), block === 32 ? "dead_ordinals" : null);
    assertEquals(await index.rebuildIfNeeded(), null);
  }
});
