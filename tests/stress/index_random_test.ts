// The packed index against a full scan: random writes, folds and rebuilds, over sizes that cross many borders.
import { assert, assertEquals } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import { type ContactIndex, openContactIndex } from "@/lib/store/index/contact_index.ts";
import { anyTag, compareAllPages, scanTagCounts } from "./oracle.ts";
import { aContact, aName, LANGUAGES, pick, QUERIES, randomFrom, someTags, TAGS } from "./people.ts";
import { writeContact } from "./writes.ts";

const SEED = Number(Deno.env.get("STRESS_SEED") ?? Date.now() % 1e9);
const OPERATIONS = Number(Deno.env.get("STRESS_OPERATIONS") ?? 1500);
const CHECK_EVERY = 10;
const LAYOUT = { chunk: 8, segment: 16, block: 64 };

interface World {
  kv: Deno.Kv;
  random: () => number;
  contacts: Map<number, Contact>;
  nextId: number;
}

function someone({ random, contacts }: World): Contact | undefined {
  return contacts.size === 0 ? undefined : pick(random, [...contacts.values()]);
}

async function write(world: World, id: number, contact: Contact | null): Promise<void> {
  await writeContact(world.kv, id, contact);
  if (contact === null) world.contacts.delete(id);
  else world.contacts.set(id, contact);
}

/** One random write. */
async function step(world: World): Promise<void> {
  const { random } = world;
  const choice = random();
  const contact = someone(world);
  if (choice < 0.35 || contact === undefined) {
    const id = world.nextId++;
    return await write(world, id, aContact(random, id));
  }
  if (choice < 0.5) return await write(world, contact.id, { ...contact, name: aName(random) });
  if (choice < 0.65) {
    return await write(world, contact.id, { ...contact, tagIds: someTags(random) });
  }
  if (choice < 0.8) {
    const lastActivityAtMs = Math.floor(random() * 80);
    return await write(world, contact.id, { ...contact, lastActivityAtMs });
  }
  if (choice < 0.85) {
    return await write(world, contact.id, { ...contact, language: pick(random, LANGUAGES) });
  }
  if (choice < 0.93) {
    return await write(world, contact.id, { ...aContact(random, contact.id) });
  }
  await write(world, contact.id, null);
}

async function check(world: World, index: ContactIndex): Promise<number> {
  const { random } = world;
  const question = {
    words: random() < 0.7 ? parseSearch(pick(random, QUERIES)) : [],
    filter: anyTag(random() < 0.5 ? TAGS.filter(() => random() < 0.3) : []),
    sort: {
      by: pick(random, ["lastActivity", "created", "name"] as const),
      direction: pick(random, ["asc", "desc"] as const),
    },
    // Not so small that walking all pages takes most of the time.
    limit: Math.max(pick(random, [1, 2, 7, 25, 100]), Math.ceil(world.contacts.size / 40)),
  };
  const counts = await index.tagCounts();
  const expected = scanTagCounts(world.contacts.values());
  for (const tag of TAGS) assertEquals(counts.get(tag) ?? 0, expected.get(tag) ?? 0, tag);
  assertEquals(await index.total(), world.contacts.size);
  return await compareAllPages(index, world.contacts.values(), question);
}

Deno.test(`the index answers like a full scan after random writes, folds and rebuilds (seed ${SEED})`, async () => {
  using kv = await Deno.openKv(":memory:");
  const world: World = { kv, random: randomFrom(SEED), contacts: new Map(), nextId: 1 };
  const options = { layout: LAYOUT, leaseMs: 1000 };
  const index = openContactIndex(kv, options);
  const tight = openContactIndex(kv, { ...options, cacheBytesMax: 2000 });
  let compared = 0;
  for (let operation = 1; operation <= OPERATIONS; operation++) {
    await step(world);
    if (world.random() < 0.02) await index.fold();
    if (world.random() < 0.002) await index.rebuild();
    if (operation % CHECK_EVERY === 0) {
      compared += await check(world, world.random() < 0.8 ? index : tight);
    }
  }
  assert(compared > OPERATIONS, `only ${compared} comparisons`);
  if (Deno.env.has("STRESS_OPERATIONS")) console.info(`${compared} comparisons`);
});
