// Writes, folds, rebuilds and reads with another of them between any two of their steps.
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { BusyError, IndexNotReadyError } from "@/lib/errors.ts";
import { openBulkLoad } from "@/lib/store/open_bulk_load.ts";
import {
  type ContactIndex,
  DEFAULT_INDEX_OPTIONS,
  openContactIndex,
} from "@/lib/store/index/contact_index.ts";
import { verifyIndex } from "@/lib/store/index/verify.ts";
import { interruptedKv } from "@/tests/support/kv.ts";
import { checkQuestion } from "./filter_check.ts";
import { aContact } from "./people.ts";
import { randomFrom } from "./random.ts";
import { Table } from "./table.ts";
import { writeContact } from "./writes.ts";

const LAYOUT = { chunk: 8, segment: 16, block: 32 };
/** One more and the first block is full. */
const PEOPLE = 31;
/** Dirty, and packed before. */
const WRITTEN = 5;
/** Dirty, and nowhere packed. */
const NEW = 40;
const FILTERS: Condition[] = [
  { kind: "member", family: "tags", anyOf: ["vip"] },
  { kind: "not", of: { kind: "present", field: "phone" } },
  { kind: "text", column: "name", test: "contains", values: ["ivan"] },
];

interface World {
  table: Table;
  /** Opened before anything happens, so that its caches are as old as can be. */
  index: ContactIndex;
}

async function withWorld<T>(run: (world: World) => Promise<T>): Promise<T> {
  using kv = await Deno.openKv(":memory:");
  const table = new Table(kv, randomFrom(3));
  const index = openContactIndex(kv, { layout: LAYOUT });
  await table.fill(PEOPLE);
  await index.fold();
  await checkAll({ table, index });
  await table.write(WRITTEN, { ...aContact(table.random, WRITTEN), tagIds: ["vip"] });
  await table.write(NEW, aContact(table.random, NEW));
  return await run({ table, index });
}

const SORT = { by: "name", direction: "asc" } as const;

async function checkAll({ table, index }: World): Promise<void> {
  for (const filter of [null, ...FILTERS]) {
    const question = { words: filter ? [] : ["n"], filter, sort: SORT, limit: 50 };
    await checkQuestion(index, table, question, "first_page");
  }
  const expected = FILTERS.map((filter) => table.count(filter));
  assertEquals(await index.countMany(FILTERS), expected);
}

async function checkInTheEnd({ table, index }: World): Promise<void> {
  await checkAll({ table, index });
  const options = { ...DEFAULT_INDEX_OPTIONS, layout: LAYOUT };
  const wrong = () => Array.fromAsync(verifyIndex(table.kv, options), ({ message }) => message);
  assertEquals(await wrong(), []);
  await index.fold();
  assertEquals(await index.dirtyCount(), 0);
  await checkAll({ table, index });
  assertEquals(await wrong(), []);
}

/** What happens in between. */
const BETWEEN: Record<string, (world: World) => Promise<unknown>> = {
  "a new name": ({ table }) => rename(table, WRITTEN, "Ivan in between"),
  "a first edit": ({ table }) => rename(table, NEW, "Ivan in between"),
  "a deletion": ({ table }) => table.write(NEW, null),
  "a fold": ({ index }) => index.fold(),
  "a rebuild": ({ index }) => index.rebuild(),
};

function rename(table: Table, id: number, name: string): Promise<void> {
  return table.write(id, { ...aContact(randomFrom(id), id), name });
}

type Work = (kv: Deno.Kv, world: World) => Promise<unknown>;

/** Runs the work once for each of its steps; answers how many steps there are. */
async function sweep(work: Work, between: (world: World) => Promise<unknown>): Promise<number> {
  for (let at = 0;; at++) {
    const isOver = await withWorld(async (world) => {
      const { kv, calls } = interruptedKv(
        world.table.kv,
        async (call) => call === at && await between(world),
      );
      await work(kv, world);
      await checkInTheEnd(world);
      return calls() <= at;
    });
    if (isOver) return at;
  }
}

function writing(id: number, contact: Contact | null): Work {
  return async (kv, { table }) => {
    await writeContact(kv, id, contact);
    if (contact === null) table.forget(id);
    else table.remember(contact);
  };
}

const someone = { ...aContact(randomFrom(9), WRITTEN), name: "Ivan the written" };
const newcomer = { ...aContact(randomFrom(8), NEW), tagIds: ["vip"] };

/** What is interrupted, and by what. */
const WORKS: Record<string, { work: Work; by: (keyof typeof BETWEEN)[]; steps: number }> = {
  "a new name": { work: writing(WRITTEN, someone), by: ["a fold", "a rebuild"], steps: 3 },
  "an edit of somebody new": {
    work: writing(NEW, newcomer),
    by: ["a fold", "a rebuild"],
    steps: 3,
  },
  "a deletion": { work: writing(NEW, null), by: ["a fold", "a rebuild"], steps: 3 },
  "a creation": {
    work: writing(41, aContact(randomFrom(7), 41)),
    by: ["a fold", "a rebuild"],
    steps: 3,
  },
  "a fold": {
    work: (kv) => openContactIndex(kv, { layout: LAYOUT }).fold(),
    by: ["a new name", "a first edit", "a deletion"],
    steps: 20,
  },
  "a rebuild": {
    work: (kv) => openContactIndex(kv, { layout: LAYOUT }).rebuild(),
    by: ["a new name", "a first edit", "a deletion"],
    steps: 20,
  },
};

for (const [name, { work, by, steps }] of Object.entries(WORKS)) {
  Deno.test(`${name} with anything between two of its steps leaves nothing wrong`, async () => {
    for (const between of by) {
      const swept = await sweep(work, (world) => BETWEEN[between]?.(world) ?? Promise.resolve());
      assert(swept >= steps, `only ${swept} steps were met by ${between}`);
    }
  });
}

Deno.test("a rebuild within which a bulk load begins never calls the index complete", async () => {
  let steps = 0;
  for (;; steps++) {
    using below = await Deno.openKv(":memory:");
    const { kv, calls } = interruptedKv(below, async (call) => {
      if (call === steps) assert(await openBulkLoad(below, "me", DEFAULT_INDEX_OPTIONS) !== "busy");
    });
    await openContactIndex(kv, { layout: LAYOUT }).rebuild().catch((error) => {
      if (!(error instanceof BusyError)) throw error;
    });
    if (calls() <= steps) break;
    const index = openContactIndex(below, { layout: LAYOUT });
    await assertRejects(() => index.countMany(FILTERS), IndexNotReadyError);
  }
  assert(steps > 8, `only ${steps} steps`);
});

/** What the reader knows: nothing, all, or all but what was written last. */
type Caches = "empty" | "full" | "behind";

for (const caches of ["empty", "full", "behind"] as const) {
  Deno.test(`a read with anything between two of its steps sees what was before or what was after (caches ${caches})`, async () => {
    for (const between of Object.values(BETWEEN)) {
      const steps = await sweepReads(caches, between);
      assert(steps > 6, `only ${steps} steps`);
    }
  });
}

async function sweepReads(
  caches: Caches,
  between: (world: World) => Promise<unknown>,
): Promise<number> {
  for (let at = 0;; at++) {
    const isOver = await withWorld(async (world) => {
      let from = Infinity;
      const { kv, calls } = interruptedKv(
        world.table.kv,
        async (call) => call === from + at && await between(world),
      );
      const reader = openContactIndex(kv, { layout: LAYOUT });
      if (caches !== "empty") await answersOf(reader);
      if (caches === "behind") {
        await rename(world.table, WRITTEN, "Ivan the later");
        await rename(world.table, NEW, "Ivan the latest");
      }
      from = calls();
      await assertOneMoment(reader, world);
      await checkInTheEnd(world);
      return calls() <= from + at;
    });
    if (isOver) return at;
  }
}

/** Each answer is right as it was before, or as it is now. */
async function assertOneMoment(reader: ContactIndex, world: World): Promise<void> {
  const before = rightAnswers(world);
  const answers = await answersOf(reader);
  const after = rightAnswers(world);
  for (const [at, answer] of answers.entries()) {
    const right = [before[at], after[at]].map((one) => JSON.stringify(one));
    assert(right.includes(JSON.stringify(answer)), `${JSON.stringify(answer)} and not ${right}`);
  }
}

/** Counts, then ids and names of each list. */
function rightAnswers({ table }: World): unknown[] {
  const lists = FILTERS.map((filter) =>
    table.scan({ words: [], filter }, SORT).map(({ id, name }) => [id, name])
  );
  return [lists.map((list) => list.length), ...lists];
}

async function answersOf(reader: ContactIndex): Promise<unknown[]> {
  const answers: unknown[] = [await reader.countMany(FILTERS)];
  for (const filter of FILTERS) {
    const page = await reader.search({ words: [], filter, sort: SORT, limit: 50, cursor: null });
    answers.push(page.rows.map(({ id, name }) => [id, name]));
  }
  return answers;
}
