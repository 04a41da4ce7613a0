// Filters over the packed index against a full scan: any tree, any condition, over tables in every state they can be in.
import { assert, assertEquals } from "@std/assert";
import { type ContactSort, SORT_FIELDS } from "@/lib/domain/contact_list.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { opsOf } from "@/lib/domain/filter/field.ts";
import { resolveFilter, type ResolveOptions } from "@/lib/domain/filter/resolve.ts";
import { fieldFinder } from "@/lib/domain/filter/workspace_fields.ts";
import { parseFilter, printFilter } from "@/lib/domain/filter/text.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import {
  type ContactIndex,
  DEFAULT_INDEX_OPTIONS,
  openContactIndex,
} from "@/lib/store/index/contact_index.ts";
import type { Layout } from "@/lib/store/index/layout.ts";
import { verifyIndex } from "@/lib/store/index/verify.ts";
import { FIELDS } from "./attributes.ts";
import { checkQuestion, type Question, type Reach } from "./filter_check.ts";
import { DAYS, QUERIES, TAGS, ZONE } from "./people.ts";
import { DAY_MS, FIRST_DAY_MS, pick, randomFrom, whole } from "./random.ts";
import { sealedBlocks } from "./seals.ts";
import { Table } from "./table.ts";
import { aCondition } from "./conditions.ts";
import { aTree, type Crowd, DELETED_TAG, rulesOf } from "./trees.ts";

/** Pairs of a table, as it is at some moment, and a filter. */
const PAIRS = Number(Deno.env.get("STRESS_PAIRS") ?? 100_000);
/** Each table has a seed of its own: this plus its number. */
const SEED = Number(Deno.env.get("STRESS_SEED") ?? Date.now() % 1e9);
/** For replaying one table with its own seed. */
const TABLES = Number(Deno.env.get("STRESS_TABLES") ?? 24);
const FIRST_SIZES = [0, 1, 2, 31, 32, 33, 64, 65, 128, 700, 2000];
const SIZE_MAX = 2000;
const LAYOUTS: readonly Layout[] = [
  { chunk: 8, segment: 16, block: 32 },
  { chunk: 8, segment: 16, block: 64 },
  { chunk: 16, segment: 64, block: 32 },
  { chunk: 64, segment: 32, block: 256 },
  { chunk: 1, segment: 8, block: 32 },
];
const COUNTED_AT_ONCE = 12;
const ASKED_AT_ONCE = 4;
const RESOLVE: ResolveOptions = {
  findField: fieldFinder(FIELDS),
  tags: { isLiving: (id) => TAGS.includes(id), isDeleted: (id) => id === DELETED_TAG },
  nowMs: FIRST_DAY_MS + DAYS * DAY_MS + 12_345_678,
  timeZone: ZONE,
  country: "UA",
};

/** What a run has done: one that did nothing must fail. */
const done = {
  pairs: 0,
  /** Filters that found somebody. */
  found: 0,
  rows: 0,
  trees: 0,
  /** Trees with a rule that cannot be applied, which find nobody. */
  problems: 0,
  /** Trees with a rule on a deleted tag. */
  ignored: 0,
  walks: 0,
  counts: 0,
  cold: 0,
  /** Asked while some of the table was sealed. */
  sealed: 0,
  largest: 0,
};
const states = new Set<string>();
/** How often each operator of each field was in a tree. */
const asked = new Map<string, number>();

interface World {
  table: Table;
  random: () => number;
  /** In use since before the first contact. */
  warm: ContactIndex;
  /** Has room for next to nothing. */
  tight: ContactIndex;
  open(): ContactIndex;
  layout: Layout;
  /** Asked for earlier, maybe in another state, to be counted together. */
  counted: Condition[];
}

Deno.test(`filters find what a full scan finds (seed ${SEED})`, async (t) => {
  const sizes = Array.from({ length: TABLES }, (_, at) => sizeOf(at));
  const weight = sizes.reduce((sum, size) => sum + weightOf(size), 0);
  for (const [at, size] of sizes.entries()) {
    const seed = SEED + at;
    const pairs = Math.ceil(PAIRS * weightOf(size) / weight);
    const replay = `STRESS_SEED=${seed} STRESS_TABLES=1 STRESS_SIZE=${size} STRESS_PAIRS=${pairs}`;
    await t.step(
      `${size} contacts, ${pairs} filters; replay: ${replay}`,
      () => run({ seed, size, pairs }),
    );
  }
  assert(done.pairs >= PAIRS, `only ${done.pairs} pairs`);
  if (TABLES >= FIRST_SIZES.length) assertMuchDone();
  console.info(JSON.stringify({ ...done, seed: SEED }));
});

function assertMuchDone(): void {
  const { pairs, found, trees, problems, ignored, walks, counts, cold, sealed, largest } = done;
  const said = JSON.stringify(done);
  assert(found > pairs / 4 && trees > pairs / 3 && problems < trees / 4, said);
  assert(Math.min(walks, counts, cold, ignored) > pairs / 200, said);
  assert(sealed > pairs / 4, said);
  assertEquals(largest, SIZE_MAX);
  assertEquals(states.size, Object.keys(STATES).length);
  for (const field of FIELDS) {
    for (const op of opsOf(field)) {
      const times = asked.get(`${field.key}.${op}`) ?? 0;
      assert(times > pairs / 1000, `only ${times} times ${field.key}.${op}`);
    }
  }
}

function sizeOf(at: number): number {
  const asked = Deno.env.get("STRESS_SIZE");
  if (asked !== undefined) return Number(asked);
  return FIRST_SIZES[at] ?? Math.floor(10 * (SIZE_MAX / 10) ** randomFrom(SEED + at)());
}

/** The scan of a large table takes long, so large tables are asked less. */
function weightOf(size: number): number {
  return 1 / (1 + size / 200);
}

/** What a table goes through; after each the questions are asked. */
const STATES: Record<string, (world: World) => Promise<unknown>> = {
  unfolded: ({ table }) => table.step(),
  folded: ({ warm }) => warm.fold(),
  "edited after the fold": edit,
  "folded again": ({ open }) => open().fold(),
  "sealed as far as it goes": async ({ table, warm, layout }) => {
    for (let before = -1, sealed = 0; sealed > before;) {
      await warm.fold();
      [before, sealed] = [sealed, await sealedBlocks(table.kv, layout)];
    }
  },
  rebuilt: ({ warm }) => warm.rebuild(),
  "edited after the rebuild": edit,
  "folded after the rebuild": ({ warm }) => warm.fold(),
  "grown by some blocks": async ({ table, warm }) => {
    await table.fill(70);
    await warm.fold();
    await table.fill(5);
  },
};

async function edit({ table }: World): Promise<void> {
  const edits = 3 + Math.min(60, table.contacts.size / 5);
  for (let at = 0; at < edits; at++) await table.step();
}

async function run({ seed, size, pairs }: { seed: number; size: number; pairs: number }) {
  using kv = await Deno.openKv(":memory:");
  const random = randomFrom(seed);
  const table = new Table(kv, random);
  const layout = pick(random, LAYOUTS);
  const open = () => openContactIndex(kv, { layout });
  const tight = openContactIndex(kv, { layout, cacheBytesMax: 2000 });
  const world: World = { table, random, warm: open(), tight, open, layout, counted: [] };
  await table.fill(size);
  done.largest = Math.max(done.largest, size);
  const ways = Object.entries(STATES);
  for (const [state, bring] of ways) {
    await bring(world);
    const asked = Math.ceil(pairs / ways.length);
    if (await sealedBlocks(kv, layout) > 0) done.sealed += asked;
    await ask(world, asked);
    states.add(state);
  }
  const options = { ...DEFAULT_INDEX_OPTIONS, layout };
  assertEquals(await Array.fromAsync(verifyIndex(kv, options), ({ message }) => message), []);
}

/** Now and then somebody writes between two questions. */
async function ask(world: World, pairs: number): Promise<void> {
  for (let pair = 0; pair < pairs; pair += ASKED_AT_ONCE) {
    if (world.random() < 0.01 * ASKED_AT_ONCE) await world.table.step();
    await Promise.all(Array.from({ length: ASKED_AT_ONCE }, () => askOne(world)));
    if (world.counted.length < COUNTED_AT_ONCE) continue;
    await checkCounts(indexFor(world), world.table, world.counted);
    world.counted = [];
  }
}

async function askOne(world: World): Promise<void> {
  const { random, table } = world;
  const filter = aFilter(world);
  if (filter !== null && random() < 0.2) world.counted.push(filter);
  const index = indexFor(world);
  const question = aQuestion(world, filter);
  if (index !== world.warm && random() < 0.5) question.count = "if_ready";
  const { found } = await checkQuestion(index, table, question, aReach(random));
  done.pairs++;
  if (found > 0) done.found++;
  done.rows += found;
}

/** From the address of a tree, or one that no tree can mean. */
function aFilter({ random, table }: World): Condition | null {
  const choice = random();
  if (choice < 0.01) return null;
  const crowd = { random, contacts: somePeople(random, table) };
  return choice < 0.4 ? aCondition(crowd) : ofTree(crowd);
}

function ofTree(crowd: Crowd): Condition {
  const tree = aTree(crowd);
  const parsed = parseFilter(printFilter(tree));
  assertEquals(parsed, { tree, problem: null });
  const { condition, problems, ignored } = resolveFilter(parsed.tree, RESOLVE);
  for (const { field, op } of rulesOf(tree)) {
    const name = `${field}.${op}`;
    asked.set(name, (asked.get(name) ?? 0) + 1);
  }
  done.trees++;
  if (problems.length > 0) done.problems++;
  if (ignored.length > 0) done.ignored++;
  return condition;
}

/** Picking from a few is quicker than from all. */
function somePeople(random: () => number, { contacts }: Table) {
  const first = whole(random, 0, contacts.size);
  return contacts.values().drop(first).take(5).toArray();
}

function indexFor({ random, warm, tight, open }: World): ContactIndex {
  const choice = random();
  if (choice < 0.95) return warm;
  if (choice < 0.975) return tight;
  done.cold++;
  return open();
}

function aQuestion({ random }: World, filter: Condition | null): Question {
  const sort: ContactSort = {
    by: pick(random, SORT_FIELDS),
    direction: pick(random, ["asc", "desc"]),
  };
  const words = random() < 0.3 ? parseSearch(pick(random, QUERIES)) : [];
  return { words, filter, sort, limit: pick(random, [5, 5, 5, 10, 25]) };
}

function aReach(random: () => number): Reach {
  const choice = random();
  if (choice < 0.95) return "first_page";
  done.walks++;
  return choice < 0.99 ? "there_and_back" : "all_pages";
}

async function checkCounts(index: ContactIndex, table: Table, filters: Condition[]): Promise<void> {
  const expected = filters.map((filter) => table.count(filter));
  assertEquals(await index.countMany(filters), expected);
  const [filter = null] = filters;
  assertEquals(await index.count({ words: [], filter }), expected[0]);
  done.counts += filters.length;
}
