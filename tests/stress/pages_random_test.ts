// Walking the pages of a list while others write: nobody is shown twice or left out who stays where he is.
import { assert, assertEquals } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import { type ContactSort, SORT_FIELDS } from "@/lib/domain/contact_list.ts";
import { type ContactIndex, openContactIndex } from "@/lib/store/index/contact_index.ts";
import { pick, randomFrom, whole } from "./random.ts";
import { type Asked, isAsked, placeIn, Table } from "./table.ts";
import { aCondition } from "./conditions.ts";

const SEED = Number(Deno.env.get("STRESS_SEED") ?? Date.now() % 1e9);
const WALKS = Number(Deno.env.get("STRESS_WALKS") ?? 60);
const LAYOUT = { chunk: 8, segment: 16, block: 64 };

interface Walk extends Asked {
  words: string[];
  sort: ContactSort;
  limit: number;
  cursor: string | null;
  /** Ids in the order in which they were shown. */
  shown: number[];
  /** Whose place or membership has changed since the walk began. */
  moved: Set<number>;
}

Deno.test(`a walk over the pages shows everyone who stays exactly once, whatever is written meanwhile (STRESS_SEED=${SEED})`, async () => {
  using kv = await Deno.openKv(":memory:");
  const table = new Table(kv, randomFrom(SEED), 200);
  const index = openContactIndex(kv, { layout: LAYOUT });
  await table.fill(150);
  const done = { stayed: 0, moved: 0, pages: 0 };
  for (let at = 0; at < WALKS; at++) {
    const walk = aWalk(table);
    const before = table.scan(walk, walk.sort).map(({ id }) => id);
    do {
      await showPage(index, table, walk);
      if (table.random() < 0.1) await index.fold();
      done.pages++;
    } while (walk.cursor !== null);
    const stayed = before.filter((id) => !walk.moved.has(id));
    assertEquals(walk.shown.filter((id) => stayed.includes(id)), stayed);
    done.stayed += stayed.length;
    done.moved += walk.moved.size;
  }
  const said = JSON.stringify(done);
  assert(done.stayed > WALKS * 10 && done.moved > WALKS && done.pages > WALKS * 3, said);
  if (Deno.env.has("STRESS_WALKS")) console.info(said);
});

/** Some writes are done before the page is asked for, one comes while it is being made. */
async function showPage(index: ContactIndex, table: Table, walk: Walk): Promise<void> {
  for (let write = 0; write < 2; write++) await stepWatched(table, walk);
  const asking = index.search({ ...walk, atEnd: "what_there_is" });
  const [page] = await Promise.all([asking, stepWatched(table, walk)]);
  walk.shown.push(...page.rows.map(({ id }) => id));
  walk.cursor = page.next;
}

function aWalk({ random, contacts }: Table): Walk {
  const filter = random() < 0.3
    ? null
    : aCondition({ random, contacts: [...contacts.values()] }, whole(random, 0, 2));
  const sort: ContactSort = {
    by: pick(random, SORT_FIELDS),
    direction: pick(random, ["asc", "desc"]),
  };
  const limit = pick(random, [3, 7, 20]);
  return { words: [], filter, sort, limit, cursor: null, shown: [], moved: new Set() };
}

/** One random write, and whether it has moved somebody in the list. */
async function stepWatched(table: Table, walk: Walk): Promise<void> {
  const before = new Map(table.contacts);
  await table.step();
  for (const id of new Set([...before.keys(), ...table.contacts.keys()])) {
    const [was, is] = [before.get(id), table.contacts.get(id)];
    if (was !== is && placeOf(was, walk) !== placeOf(is, walk)) walk.moved.add(id);
  }
}

/** Null for somebody who is not in the list. */
function placeOf(contact: Contact | undefined, walk: Walk): string | number | null {
  if (contact === undefined || !isAsked(contact, walk)) return null;
  return placeIn(walk.sort.by, contact);
}
