import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import { aContact } from "@/tests/stress/people.ts";
import { pick, randomFrom } from "@/tests/stress/random.ts";
import { writeContact } from "@/tests/stress/writes.ts";
import { Crash, type Fault, faultyKv, keysUnder } from "@/tests/support/kv.ts";
import { manifestKey, packedRange } from "../keys/search_index.ts";
import { members } from "./bitmap.ts";
import { ByteCache } from "./cache.ts";
import { type Chunk, chunkText } from "./chunk.ts";
import { type ContactIndex, DEFAULT_INDEX_OPTIONS, openContactIndex } from "./contact_index.ts";
import { takeLease } from "./lease.ts";
import { LeasedWriter, LeaseLostError } from "./leased_writer.ts";
import { Loader } from "./loader.ts";
import { parseManifest } from "./manifest.ts";
import { sealNext } from "./seal.ts";
import { verifyIndex } from "./verify.ts";
import { type View, ViewReader } from "./view.ts";

const LAYOUT = { chunk: 8, segment: 16, block: 32 };
const PEOPLE = 150;
const FULL_BLOCKS = Math.floor(PEOPLE / LAYOUT.block);
const NEWEST = { by: "lastActivity", direction: "desc" } as const;
const WORDS = ["ivan", "ov", "a.b1", "380", "@x1", "67", "n", "a.b", "vanov", "zzz"];

function optionsAt(nowMs: number) {
  return { ...DEFAULT_INDEX_OPTIONS, layout: LAYOUT, now: () => nowMs };
}

/** People packed and published, no block sealed, as an index of before there were sealed blocks is. */
async function withUnsealed(run: (kv: Deno.Kv) => Promise<void>): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const random = randomFrom(11);
  for (let id = 1; id <= PEOPLE; id++) await writeContact(kv, id, somebody(random, id));
  await openContactIndex(kv, optionsAt(0)).fold();
  const { sealed: _, ...before } = await manifestOf(kv);
  for (const kind of ["s", "sd"]) {
    for (const key of await keysUnder(kv, packedRange(1, kind))) await kv.delete(key);
  }
  await kv.set(manifestKey(1), before);
  await run(kv);
}

function somebody(random: () => number, id: number): Contact {
  return { ...aContact(random, id), name: pick(random, ["Ivan Ivanov", "Іван", "Zoë", ""]) };
}

async function manifestOf(kv: Deno.Kv) {
  return parseManifest((await kv.get<unknown>(manifestKey(1))).value, LAYOUT);
}

/** As many folds as there are blocks to seal. */
async function sealAll(kv: Deno.Kv): Promise<void> {
  for (let block = 0; block < FULL_BLOCKS; block++) {
    await openContactIndex(kv, optionsAt(0)).foldIfNeeded();
  }
  assertEquals((await manifestOf(kv)).sealed, FULL_BLOCKS);
}

async function requireVerified(kv: Deno.Kv, nowMs = 0): Promise<void> {
  const found = await Array.fromAsync(verifyIndex(kv, optionsAt(nowMs)), (one) => one.message);
  assertEquals(found, []);
}

async function totals(index: ContactIndex): Promise<(number | null)[]> {
  const query = { filter: null, sort: NEWEST, limit: 5, cursor: null };
  const pages = await Promise.all(WORDS.map((word) => index.search({ ...query, words: [word] })));
  return pages.map(({ total }) => total);
}

function freshLoader(kv: Deno.Kv, view: View, cacheBytesMax = 1e9): Loader {
  return new Loader(kv, LAYOUT, new ByteCache(cacheBytesMax), view);
}

function textsOf(chunks: readonly Chunk[]): string[] {
  return chunks.flatMap((chunk) =>
    Array.from({ length: LAYOUT.chunk }, (_, place) => chunkText(chunk, place))
  );
}

Deno.test("a fold seals one block, and foldIfNeeded() goes on until all full ones are", () =>
  withUnsealed(async (kv) => {
    for (let block = 1; block <= FULL_BLOCKS; block++) {
      const result = await openContactIndex(kv, optionsAt(0)).foldIfNeeded();
      assertEquals(result, { folded: 0, left: 0, skipped: null });
      assertEquals((await manifestOf(kv)).sealed, block);
    }
    const result = await openContactIndex(kv, optionsAt(0)).foldIfNeeded();
    assertEquals(result, { folded: 0, left: 0, skipped: "few" });
    await requireVerified(kv);
  }));

Deno.test("sealed blocks give for every gram what a scan of the texts gives", () =>
  withUnsealed(async (kv) => {
    const view = await new ViewReader(kv, LAYOUT).read();
    const texts = textsOf(await freshLoader(kv, view).chunks("text"));
    const grams = new Set(["qq", "\xff", "zzz"]);
    for (const [at, text] of texts.entries()) {
      for (let length = 1; length <= 3; length++) {
        const gram = text.slice(at % 9, at % 9 + length);
        if (gram !== "") grams.add(gram);
      }
    }
    const growing = new ByteCache(1e9); // its bitmaps are from before each seal
    for (let block = 0; block <= FULL_BLOCKS; block++) {
      const now = await new ViewReader(kv, LAYOUT).read();
      assertEquals(now.manifest.sealed, block);
      for (const gram of grams) {
        const expected = texts.flatMap((text, ordinal) => text.includes(gram) ? [ordinal] : []);
        for (
          const loader of [
            freshLoader(kv, now),
            freshLoader(kv, now, 100),
            new Loader(kv, LAYOUT, growing, now),
          ]
        ) {
          assertEquals([...members(await loader.gram(gram))], expected, gram);
        }
      }
      await openContactIndex(kv, optionsAt(0)).fold();
    }
  }));

Deno.test("a block is sealed as soon as its last ordinal is published, and grams known before grow with it", async () => {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv, optionsAt(0));
  const cache = new ByteCache(1e9);
  const random = randomFrom(12);
  for (let id = 1; id <= 3 * LAYOUT.block; id++) {
    await writeContact(kv, id, somebody(random, id));
    await index.fold();
    assertEquals((await manifestOf(kv)).sealed, Math.floor(id / LAYOUT.block));
    if (id % 13 > 0 && id % LAYOUT.block > 1) continue;
    const view = await new ViewReader(kv, LAYOUT).read();
    const texts = textsOf(await freshLoader(kv, view).chunks("text"));
    const expected = texts.flatMap((text, ordinal) => text.includes("iva") ? [ordinal] : []);
    const known = await new Loader(kv, LAYOUT, cache, view).gram("iva");
    assertEquals([...members(known)], expected);
  }
});

Deno.test("a gram of sealed blocks is found without reading their texts", () =>
  withUnsealed(async (kv) => {
    await sealAll(kv);
    const loader = freshLoader(kv, await new ViewReader(kv, LAYOUT).read());
    await loader.gram("iva");
    const chunks = Math.ceil(PEOPLE / LAYOUT.chunk);
    assertEquals(loader.uncachedChunks("text"), FULL_BLOCKS * LAYOUT.block / LAYOUT.chunk);
    const read = await loader.chunks("text", (first) => first === 0);
    assertEquals(read.length, chunks);
    assert(chunkText(read[0] ?? { text: "", offsets: new Uint32Array(9) }, 0) !== "");
    await loader.chunks("text");
    assertEquals(loader.uncachedChunks("text"), 0);
  }));

Deno.test("searches answer the same before, between and after seals, also while they run", () =>
  withUnsealed(async (kv) => {
    const old = openContactIndex(kv, optionsAt(0));
    const expected = await totals(old);
    assert(expected.every((total, at) => (total ?? 0) > 0 || WORDS[at] === "zzz"));
    for (let block = 0; block < FULL_BLOCKS; block++) {
      const cold = openContactIndex(kv, optionsAt(0));
      const [during, duringOld] = await Promise.all([
        totals(cold),
        totals(old),
        openContactIndex(kv, optionsAt(0)).fold(),
      ]);
      assertEquals(during, expected);
      assertEquals(duringOld, expected);
      assertEquals(await totals(old), expected);
    }
    assertEquals(await totals(openContactIndex(kv, optionsAt(0))), expected);
  }));

Deno.test("a seal that is cut off at any of its commits leaves nothing wrong, and the next one finishes it", () =>
  withUnsealed(async (kv) => {
    const expected = await totals(openContactIndex(kv, optionsAt(0)));
    let nowMs = 0;
    let cuts = 0;
    for (const fault of ["crash_before", "crash_after"] satisfies Fault[]) {
      for (let cutAt = 0; (await manifestOf(kv)).sealed < FULL_BLOCKS; cutAt++) {
        const { kv: faulty } = faultyKv(kv, (commit) => commit === cutAt ? fault : null);
        nowMs += 20_000; // the lease of the one that was cut off has run out
        const result = await openContactIndex(faulty, optionsAt(nowMs)).fold().catch((error) =>
          error
        );
        assertEquals(await totals(openContactIndex(kv, optionsAt(nowMs))), expected);
        await requireVerified(kv, nowMs);
        if (!(result instanceof Crash)) break;
        cuts++;
      }
    }
    assert(cuts >= 6, `only ${cuts} cuts`);
    await sealAll(kv);
    await requireVerified(kv);
  }));

Deno.test("two folders at once seal each block once", () =>
  withUnsealed(async (kv) => {
    const indexes = [1, 2].map(() => openContactIndex(kv, optionsAt(0)));
    for (let round = 0; round < 2 * FULL_BLOCKS; round++) {
      await Promise.all(indexes.map((index) => index.fold()));
    }
    assertEquals((await manifestOf(kv)).sealed, FULL_BLOCKS);
    await requireVerified(kv);
  }));

Deno.test("a folder that has lost its lease cannot seal", () =>
  withUnsealed(async (kv) => {
    const lease = await takeLease(kv, optionsAt(0));
    assert(lease !== null);
    const writer = new LeasedWriter(kv, lease, optionsAt(0));
    await takeLease(kv, optionsAt(20_000));
    const packed = { kv, version: 1, layout: LAYOUT };
    await assertRejects(() => sealNext(packed, writer), LeaseLostError);
    assertEquals((await manifestOf(kv)).sealed, 0);
  }));
