// A fold or a rebuild that is cut off at any of its commits: nothing is ever wrong, and the next one finishes the work.
import { assert, assertEquals } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import { DEFAULT_SORT } from "@/lib/domain/contact_list.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import {
  type ContactIndex,
  DEFAULT_INDEX_OPTIONS,
  openContactIndex,
} from "@/lib/store/index/contact_index.ts";
import { parseVersions } from "@/lib/store/index/versions.ts";
import { indexVersionKey } from "@/lib/store/keys/search_index.ts";
import { verifyIndex } from "@/lib/store/index/verify.ts";
import { Crash, type Fault, faultyKv } from "@/tests/support/kv.ts";
import { anyTag, compareAllPages, scan, scanTagCounts } from "./oracle.ts";
import { aContact, TAGS } from "./people.ts";
import { randomFrom } from "./random.ts";
import { sealedBlocks } from "./seals.ts";
import { writeContact } from "./writes.ts";

/** So few that they leave room in a block, which the fold under test then fills and seals. */
const PEOPLE = 28;
/** So many that they fill a block when they are packed anew. */
const REBUILT_PEOPLE = 36;
const LAYOUT = { chunk: 8, segment: 16, block: 32 };

interface World {
  kv: Deno.Kv;
  contacts: Map<number, Contact>;
  /** Opened before anything happens, so that its caches are as old as can be. */
  reader: ContactIndex;
  nowMs: number;
}

function optionsOf(world: World) {
  return { ...DEFAULT_INDEX_OPTIONS, layout: LAYOUT, now: () => world.nowMs };
}

async function write(world: World, id: number, contact: Contact | null): Promise<void> {
  await writeContact(world.kv, id, contact);
  if (contact === null) world.contacts.delete(id);
  else world.contacts.set(id, contact);
}

/** Packed people, then one change of every kind that waits for the next fold. */
async function withWorld(run: Then, people = PEOPLE): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const world = {
    kv,
    contacts: new Map(),
    reader: openContactIndex(kv, { layout: LAYOUT }),
    nowMs: 0,
  };
  const random = randomFrom(5);
  for (let id = 1; id <= people; id++) await write(world, id, aContact(random, id));
  await openContactIndex(kv, optionsOf(world)).fold();
  await check(world);
  await changeSome(world, 1);
  await check(world);
  await run(world);
}

async function changeSome(world: World, round: number): Promise<void> {
  for (const [id, contact] of [...world.contacts]) {
    const kind = id % 6;
    if (kind === 0) await write(world, id, { ...contact, name: `Renamed ${round} ${id}` });
    if (kind === 1) await write(world, id, { ...contact, tagIds: TAGS.slice(round % 3) });
    if (kind === 2) await write(world, id, { ...contact, lastActivityAtMs: 100 * round + id });
    if (kind === 3 && id % 4 === 0) await write(world, id, null);
  }
  const id = 1000 * round;
  await write(world, id, { ...aContact(randomFrom(round), id), name: "New one" });
}

/** Undoes what `changeSome` did to times and tags, which a fold that was cut off has packed already. */
async function changeBack(world: World): Promise<void> {
  for (const [id, contact] of [...world.contacts]) {
    if (id % 6 === 1) await write(world, id, { ...contact, tagIds: [] });
    if (id % 12 === 2) await write(world, id, { ...contact, lastActivityAtMs: 1 });
  }
}

const ASKED: { words: string[]; filter: Condition | null }[] = [
  { words: ["n"], filter: null },
  { words: ["renamed"], filter: null },
  { words: [], filter: anyTag(["vip"]) },
  { words: ["ren", "e"], filter: anyTag(TAGS) },
  {
    words: [],
    filter: {
      kind: "any",
      of: [
        { kind: "not", of: { kind: "present", field: "phone" } },
        { kind: "range", field: "lastActivity", from: 100, to: 250 },
        { kind: "text", column: "name", test: "starts", values: ["renamed 1"] },
      ],
    },
  },
];

async function check(world: World): Promise<void> {
  const contacts = [...world.contacts.values()];
  for (const by of ["lastActivity", "created", "name"] as const) {
    const sort = { by, direction: "desc" as const };
    for (const { words, filter } of ASKED) {
      await compareAllPages(world.reader, contacts, { words, filter, sort, limit: 50 });
    }
  }
  const filters = ASKED.flatMap(({ filter }) => filter ?? []);
  assertEquals(
    await world.reader.countMany(filters),
    filters.map((filter) => scan(contacts, { words: [], filter, sort: DEFAULT_SORT }).length),
  );
  const counts = await world.reader.tagCounts();
  const expected = scanTagCounts(contacts);
  for (const tag of TAGS) assertEquals(counts.get(tag) ?? 0, expected.get(tag) ?? 0);
}

async function requireVerified(world: World): Promise<void> {
  const found = await Array.fromAsync(
    verifyIndex(world.kv, optionsOf(world)),
    ({ message }) => message,
  );
  assertEquals(found, []);
}

type Work = (index: ContactIndex) => Promise<unknown>;
type Then = (world: World) => Promise<void>;

/** What others do between the cut and the next fold. */
const MEANWHILE: Then[] = [
  async () => {},
  changeBack,
  (world) => changeSome(world, 2),
];

/** Cuts the work off at each of its commits in turn; answers how many there are. */
async function sweep(work: Work, fault: Fault, people: number): Promise<number> {
  for (let cutAt = 0;; cutAt++) {
    let isCut = false;
    for (const meanwhile of MEANWHILE) {
      await withWorld(async (world) => {
        isCut = await isCutOff(world, { work, fault, cutAt });
        await recover(world, meanwhile);
      }, people);
    }
    if (!isCut) return cutAt;
  }
}

async function isCutOff(
  world: World,
  { work, fault, cutAt }: { work: Work; fault: Fault; cutAt: number },
): Promise<boolean> {
  const { kv } = faultyKv(world.kv, (commit) => commit === cutAt ? fault : null);
  try {
    await work(openContactIndex(kv, optionsOf(world)));
    return false;
  } catch (error) {
    if (error instanceof Crash) return true;
    throw error;
  }
}

async function recover(world: World, meanwhile: Then): Promise<void> {
  await check(world);
  await meanwhile(world);
  await check(world);
  await requireVerified(world);
  world.nowMs += 60_000;
  assertEquals((await openContactIndex(world.kv, optionsOf(world)).fold()).skipped, null);
  assertEquals(await world.reader.dirtyCount(), 0);
  assert(await sealedBlocks(world.kv, LAYOUT) > 0, "no block was filled and sealed");
  const versions = parseVersions((await world.kv.get<unknown>(indexVersionKey())).value);
  assertEquals(versions.building, null, "a rebuild that was cut off is given up");
  await check(world);
  await requireVerified(world);
}

for (const fault of ["crash_before", "crash_after"] as const) {
  Deno.test(`a fold cut off at any commit leaves nothing wrong (${fault})`, async () => {
    const commits = await sweep((index) => index.fold(), fault, PEOPLE);
    assert(commits > 10, "a fold has one commit a shard, and two for a seal");
  });

  Deno.test(`a rebuild cut off at any commit leaves nothing wrong (${fault})`, async () => {
    assert(await sweep((index) => index.rebuild(), fault, REBUILT_PEOPLE) > 5);
  });
}

for (const fault of ["locked", "conflict"] as const) {
  Deno.test(`a fold that meets "${fault}" at any one commit goes on or leaves it to the next`, async () => {
    for (let at = 0; at < 12; at++) {
      await withWorld(async (world) => {
        const { kv } = faultyKv(world.kv, (commit) => commit === at ? fault : null);
        await openContactIndex(kv, optionsOf(world)).fold();
        await check(world);
        world.nowMs += 60_000;
        await openContactIndex(world.kv, optionsOf(world)).fold();
        assertEquals(await world.reader.dirtyCount(), 0);
        await check(world);
        await requireVerified(world);
      });
    }
  });
}

Deno.test("folds while others write lose nothing", async () => {
  await withWorld(async (world) => {
    const random = randomFrom(3);
    let folds = 0;
    let isOver = false;
    async function keepFolding(): Promise<void> {
      for (; !isOver; folds++) await world.reader.fold();
    }
    const folding = keepFolding();
    for (let round = 0; round < 40; round++) {
      for (let writes = 0; writes < 20; writes++) {
        const id = 1 + Math.floor(random() * 60);
        await write(world, id, random() < 0.2 ? null : aContact(random, id));
      }
      await check(world);
    }
    isOver = true;
    await folding;
    assert(folds > 20, `only ${folds} folds`);
    await requireVerified(world);
  });
});

Deno.test("rebuilds while others write miss nothing", async () => {
  let writes = 0;
  for (let seed = 1; seed <= 5; seed++) {
    await withWorld(async (world) => {
      const random = randomFrom(seed);
      for (let rebuild = 0; rebuild < 4; rebuild++) {
        let isBuilt = false;
        const rebuilt = world.reader.rebuild().finally(() => isBuilt = true);
        for (; !isBuilt; writes++) {
          const id = 1 + Math.floor(random() * 60);
          await write(world, id, random() < 0.2 ? null : aContact(random, id));
        }
        await rebuilt;
        await check(world);
        await requireVerified(world);
      }
      await world.reader.fold();
      await check(world);
      await requireVerified(world);
    });
  }
  assert(writes > 50, `only ${writes} writes during rebuilds`);
});
