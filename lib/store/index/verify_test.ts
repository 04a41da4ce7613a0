import { assert, assertEquals } from "@std/assert";
import { aContact } from "@/tests/stress/people.ts";
import { randomFrom } from "@/tests/stress/random.ts";
import { writeContact } from "@/tests/stress/writes.ts";
import { contactKey } from "../keys/contacts.ts";
import {
  bitmapKey,
  chunkKey,
  columnKey,
  dirtyKey,
  manifestKey,
  ordinalKey,
  sealedDirectoryKey,
  sealedPageKey,
} from "../keys/search_index.ts";
import { emptyBits, encodeBlock, setBit } from "./bitmap.ts";
import { DEFAULT_INDEX_OPTIONS, openContactIndex } from "./contact_index.ts";
import type { DirtyEntry } from "./dirty.ts";
import { encodeOrdinal } from "./ordinal.ts";
import { ALIVE, channelSet, choiceSet, hasSet, tagSet } from "./packed.ts";
import { verifyIndex } from "./verify.ts";

const OPTIONS = {
  ...DEFAULT_INDEX_OPTIONS,
  layout: { chunk: 8, segment: 16, block: 64 },
};
const FOLDED = 100;
const ALL = 110;

/** A hundred packed contacts, then ten dirty ones. */
async function withPeople(run: (kv: Deno.Kv) => Promise<void>): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const random = randomFrom(7);
  for (let id = 1; id <= ALL; id++) {
    if (id === FOLDED + 1) await openContactIndex(kv, OPTIONS).fold();
    await writeContact(kv, id, { ...aContact(random, id), name: `Ivan ${id}`, language: "uk" });
  }
  await run(kv);
}

async function messages(kv: Deno.Kv): Promise<string[]> {
  return await Array.fromAsync(verifyIndex(kv, OPTIONS), ({ message }) => message);
}

/** Repairs all that is found, folds, and answers what is found then. */
async function repaired(kv: Deno.Kv): Promise<string[]> {
  for await (const { repair } of verifyIndex(kv, OPTIONS)) {
    assert(repair !== null && await repair());
  }
  await openContactIndex(kv, OPTIONS).fold();
  return await messages(kv);
}

const DAMAGES: Record<string, (kv: Deno.Kv) => Promise<unknown>> = {
  "a text": async (kv) => {
    const { value } = await kv.get<{ text: string }>(chunkKey(1, "text", 0, 0));
    const text = value?.text.replace("ivan", "ivam");
    await kv.set(chunkKey(1, "text", 0, 0), { ...value, text });
  },
  "a chunk of names": (kv) => kv.delete(chunkKey(1, "name", 2, 0)),
  "a text beyond reading": (kv) => kv.set(chunkKey(1, "text", 0, 0), "?"),
  "a dirty entry beyond reading": (kv) => kv.set(dirtyKey(1, 7, FOLDED + 3), { ordinal: -1 }),
  "the manifest": (kv) => kv.set(manifestKey(1), { published: 3 }),
  "a segment of times": (kv) => kv.delete(columnKey(1, "last", 0)),
  "a segment of ids": (kv) => kv.delete(columnKey(1, "id", 1)),
  "a tag": (kv) => {
    const bits = emptyBits(OPTIONS.layout.block);
    setBit(bits, 5, true);
    return kv.set(bitmapKey(1, 0, tagSet("nobody")), encodeBlock(bits));
  },
  "texts of an attribute": (kv) => kv.delete(chunkKey(1, "attr.code", 0, 0)),
  "a text of an attribute that nobody has": (kv) =>
    kv.set(chunkKey(1, "attr.nobody", 0, 0), {
      lengths: new Uint32Array(OPTIONS.layout.chunk).fill(1),
      text: "x".repeat(OPTIONS.layout.chunk),
    }),
  "numbers of an attribute": (kv) => kv.delete(columnKey(1, "attr.owes", 0)),
  "days of an attribute": (kv) => kv.delete(columnKey(1, "attr.due", 1)),
  "an option of an attribute": (kv) => kv.delete(bitmapKey(1, 0, choiceSet("plan", "Free"))),
  "who has an attribute": (kv) => kv.delete(bitmapKey(1, 0, hasSet("attr.owes"))),
  "a channel": (kv) => kv.delete(bitmapKey(1, 1, channelSet("tg"))),
  "counts of conversations": (kv) => kv.delete(columnKey(1, "conversations", 0)),
  "an attribute in the dirty set": async (kv) => {
    const key = dirtyKey(1, (FOLDED + 5) % 8, FOLDED + 5);
    const { value } = await kv.get<DirtyEntry>(key);
    const { state } = value ?? {};
    const attributes = { texts: { code: "other" }, numbers: {}, choices: {} };
    await kv.set(key, {
      ...value,
      state: { ...state, subject: { ...state?.subject, attributes } },
    });
  },
  "the living": (kv) => kv.delete(bitmapKey(1, 1, ALIVE)),
  "a page of sealed grams": async (kv) => {
    const { value } = await kv.get<Uint8Array>(sealedPageKey(1, 0, 0));
    await kv.set(
      sealedPageKey(1, 0, 0),
      value?.map((byte, at, { length }) => at + 1 < length ? byte : byte + 1),
    );
  },
  "a page that is gone": (kv) => kv.delete(sealedPageKey(1, 0, 0)),
  "the directory of a sealed block": (kv) => kv.delete(sealedDirectoryKey(1, 0)),
  "an ordinal": (kv) => kv.delete(ordinalKey(1, 42)),
  "an ordinal of another": (kv) =>
    kv.set(ordinalKey(1, 42), encodeOrdinal({ ordinal: 7, digest: "00".repeat(8) })),
  "a dirty entry": (kv) => kv.delete(dirtyKey(1, (FOLDED + 3) % 8, FOLDED + 3)),
  "a state in the dirty set": async (kv) => {
    const key = dirtyKey(1, (FOLDED + 4) % 8, FOLDED + 4);
    const { value } = await kv.get<DirtyEntry>(key);
    const { state } = value ?? {};
    await kv.set(key, {
      ...value,
      state: { ...state, subject: { ...state?.subject, tagIds: ["other"] } },
    });
  },
  "a record that went without its index entry": (kv) => kv.delete(contactKey(11)),
  "a record that came without its index entry": async (kv) => {
    await kv.set(contactKey(ALL + 1), aContact(randomFrom(1), ALL + 1));
  },
};

Deno.test("verifyIndex() finds nothing in a store that nobody has damaged", () =>
  withPeople(async (kv) => assertEquals(await messages(kv), [])));

for (const [name, damage] of Object.entries(DAMAGES)) {
  Deno.test(`verifyIndex() finds damage of ${name}, and repair removes it`, () =>
    withPeople(async (kv) => {
      await damage(kv);
      const found = await messages(kv);
      assert(found.length > 0);
      assert(found.every((message) => !/ivan|@|380/i.test(message)), "ids only");
      assertEquals(await repaired(kv), []);
    }));
}
