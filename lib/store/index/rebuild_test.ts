import { assert, assertEquals, assertRejects } from "@std/assert";
import { BusyError } from "@/lib/errors.ts";
import { writeContact } from "@/tests/stress/writes.ts";
import { aContact } from "@/tests/stress/people.ts";
import { randomFrom } from "@/tests/stress/random.ts";
import { BULK_JOB_KEY } from "../bulk_job.ts";
import { indexVersionKey, manifestKey, packedRange } from "../keys/search_index.ts";
import { type ContactIndex, DEFAULT_INDEX_OPTIONS, openContactIndex } from "./contact_index.ts";
import { takeLease } from "./lease.ts";
import { parseManifest } from "./manifest.ts";
import { verifyIndex } from "./verify.ts";
import { parseVersions } from "./versions.ts";

const LAYOUT = { chunk: 8, segment: 16, block: 32 };
const OPTIONS = { layout: LAYOUT, foldFrom: 5 };
const PEOPLE = 140; // four full blocks and a part

async function withPeople(
  run: (kv: Deno.Kv, index: ContactIndex) => Promise<void>,
): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const random = randomFrom(5);
  for (let id = 1; id <= PEOPLE; id++) await writeContact(kv, id, aContact(random, id));
  await run(kv, openContactIndex(kv, OPTIONS));
  const options = { ...DEFAULT_INDEX_OPTIONS, ...OPTIONS };
  const found = await Array.fromAsync(verifyIndex(kv, options), ({ message }) => message);
  assertEquals(found, []);
}

async function dirtyIn(kv: Deno.Kv, version: number): Promise<number> {
  // One batch is one snapshot, whatever is folded meanwhile.
  const entries = kv.list({ prefix: packedRange(version, "d") }, { batchSize: 500 });
  return (await Array.fromAsync(entries)).length;
}

Deno.test("a rebuild folds the version in use between blocks, and tells of its progress", () =>
  withPeople(async (kv, index) => {
    const progress: number[] = [];
    const dirty: Promise<number>[] = [];
    assertEquals(await dirtyIn(kv, 1), PEOPLE);
    await index.rebuild({
      onProgress: (contacts) => {
        progress.push(contacts);
        dirty.push(dirtyIn(kv, 1));
      },
    });
    assertEquals(progress, [32, 64, 96, 128, PEOPLE]);
    assertEquals((await Promise.all(dirty)).slice(0, 2), [PEOPLE, 0]);
  }));

Deno.test("what is written while a rebuild packs is folded before readers come", () =>
  withPeople(async (kv, index) => {
    await index.fold();
    let writing: Promise<unknown> = Promise.resolve();
    await index.rebuild({
      onProgress: (contacts) => {
        if (contacts !== 64) return;
        const ids = Array.from({ length: 30 }, (_, at) => 1 + at * 4);
        writing = Promise.all(ids.map((id) => writeContact(kv, id, aContact(randomFrom(id), id))));
      },
    });
    await writing;
    assert(await index.dirtyCount() < OPTIONS.foldFrom);
  }));

Deno.test("a rebuild seals the blocks that are full", () =>
  withPeople(async (kv, index) => {
    await index.rebuild();
    const manifest = parseManifest((await kv.get<unknown>(manifestKey(2))).value, LAYOUT);
    assertEquals([manifest.published, manifest.sealed], [PEOPLE, 4]);
  }));

Deno.test("only the version in use is left after a rebuild, also when earlier ones were cut off", () =>
  withPeople(async (kv, index) => {
    const { value } = await kv.get<unknown>(indexVersionKey());
    await kv.set([...packedRange(4), "t", "text", 0, 0], "left over");
    const building = { version: 4, settled: false };
    await kv.set(indexVersionKey(), { ...parseVersions(value), building });
    await index.rebuild();
    const versions = new Set<unknown>();
    for await (const { key } of kv.list({ prefix: [1, "x"] })) versions.add(key[2]);
    assertEquals([...versions], [5]);
  }));

Deno.test("no rebuild begins while contacts are loaded in bulk or another one is at it, and none is asked for", () =>
  withPeople(async (kv, index) => {
    const before = parseVersions((await kv.get<unknown>(indexVersionKey())).value);
    await kv.set(indexVersionKey(), { ...before, incomplete: true });
    await kv.set(BULK_JOB_KEY, { owner: "somebody", batch: null, atMs: 0 });
    assertEquals(await index.rebuildIfNeeded(), null);
    await assertRejects(() => index.rebuild(), BusyError, "being loaded");
    await kv.delete(BULK_JOB_KEY);
    await takeLease(kv, { ...DEFAULT_INDEX_OPTIONS, leaseMs: 60_000 });
    const patient = openContactIndex(kv, { ...OPTIONS, leaseMs: 60_000 });
    assertEquals(await patient.rebuildIfNeeded(), null);
    await kv.delete([1, "lease"]);
    assertEquals(await index.rebuildIfNeeded(), "incomplete");
  }));

Deno.test("a rebuild under which a bulk load begins does not say that the index is complete", () =>
  withPeople(async (kv, index) => {
    let begun: Promise<unknown> = Promise.resolve();
    const rebuilt = index.rebuild({
      onProgress: (contacts) => {
        if (contacts === 32) begun = markIncomplete(kv);
      },
    });
    await assertRejects(() => rebuilt, BusyError);
    await begun;
    const versions = parseVersions((await kv.get<unknown>(indexVersionKey())).value);
    assertEquals([versions.current, versions.incomplete], [1, true]);
    await kv.delete([1, "lease"]);
    assertEquals(await index.rebuildIfNeeded(), "incomplete");
  }));

async function markIncomplete(kv: Deno.Kv): Promise<void> {
  const { value } = await kv.get<unknown>(indexVersionKey());
  await kv.set(indexVersionKey(), { ...parseVersions(value), incomplete: true });
}
