// The packed index against a full scan: random writes, folds and rebuilds, over sizes that cross many borders.
import { assert, assertEquals } from "@std/assert";
import { SORT_FIELDS } from "@/lib/domain/contact_list.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import {
  type ContactIndex,
  DEFAULT_INDEX_OPTIONS,
  openContactIndex,
} from "@/lib/store/index/contact_index.ts";
import { verifyIndex } from "@/lib/store/index/verify.ts";
import { checkQuestion } from "./filter_check.ts";
import { scanTagCounts } from "./oracle.ts";
import { QUERIES, TAGS } from "./people.ts";
import { pick, randomFrom } from "./random.ts";
import { sealedBlocks } from "./seals.ts";
import { Table } from "./table.ts";
import { aCondition } from "./conditions.ts";

const SEED = Number(Deno.env.get("STRESS_SEED") ?? Date.now() % 1e9);
const OPERATIONS = Number(Deno.env.get("STRESS_OPERATIONS") ?? 1500);
const CHECK_EVERY = 10;
const LAYOUT = { chunk: 8, segment: 16, block: 64 };

async function check(table: Table, index: ContactIndex): Promise<number> {
  const { random, contacts } = table;
  const counts = await index.tagCounts();
  const expected = scanTagCounts(contacts.values());
  for (const tag of TAGS) assertEquals(counts.get(tag) ?? 0, expected.get(tag) ?? 0, tag);
  assertEquals(await index.total(), contacts.size);
  const question = {
    words: random() < 0.5 ? parseSearch(pick(random, QUERIES)) : [],
    filter: random() < 0.7 ? aCondition({ random, contacts: [...contacts.values()] }) : null,
    sort: {
      by: pick(random, SORT_FIELDS),
      direction: pick(random, ["asc", "desc"] as const),
    },
    limit: pick(random, [1, 2, 7, 25, 100]),
  };
  const { found } = await checkQuestion(index, table, question, "all_pages");
  assertEquals(await index.count(question), found);
  return found;
}

Deno.test(`the index answers like a full scan after random writes, folds and rebuilds (STRESS_SEED=${SEED})`, async () => {
  using kv = await Deno.openKv(":memory:");
  const table = new Table(kv, randomFrom(SEED));
  const options = { layout: LAYOUT, leaseMs: 1000 };
  const index = openContactIndex(kv, options);
  const tight = openContactIndex(kv, { ...options, cacheBytesMax: 2000 });
  const done = { rows: 0, folds: 0, rebuilds: 0 };
  for (let operation = 1; operation <= OPERATIONS; operation++) {
    await table.step();
    if (table.random() < 0.02) done.folds += (await index.fold()).folded;
    if (table.random() < 0.004) {
      await index.rebuild();
      done.rebuilds++;
    }
    if (operation % CHECK_EVERY === 0) {
      done.rows += await check(table, table.random() < 0.8 ? index : tight);
    }
  }
  const sealed = await sealedBlocks(kv, LAYOUT);
  const said = JSON.stringify({ ...done, sealed, operations: OPERATIONS, last: table.nextId });
  assert(done.rows > OPERATIONS && done.folds > OPERATIONS / 10 && done.rebuilds > 0, said);
  const verified = { ...DEFAULT_INDEX_OPTIONS, ...options };
  assertEquals(await Array.fromAsync(verifyIndex(kv, verified), ({ message }) => message), []);
  if (Deno.env.has("STRESS_OPERATIONS")) console.info(said);
});
