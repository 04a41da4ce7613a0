import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import { type ContactSearch, openContactIndex } from "@/lib/store/index/contact_index.ts";
import { verify } from "@/lib/store/verify.ts";
import { scan, scanTagCounts } from "@/tests/stress/oracle.ts";
import type { Answer, Engine } from "./engine.ts";
import { Kartka, loadKartka } from "./kartka.ts";
import { DifferenceError, percentile } from "./measure.ts";
import { people, personAt, tagIdOf } from "./people.ts";
import { inTurn, type Question, questionsFor } from "./questions.ts";
import { askAndWrite } from "./store_bench.ts";
import { storeTable } from "./store_table.ts";
import { verdict } from "./targets.ts";

const CONTACTS = 500;
const NEWCOMERS = 40;

/** Looks at every contact for every question. */
class FullScan implements Engine {
  readonly name = "full scan";
  readonly contacts: Map<number, Contact>;

  constructor(contacts: readonly Contact[]) {
    this.contacts = new Map(contacts.map((contact) => [contact.id, contact]));
  }

  prepare(question: Question): Promise<() => Promise<Answer>> {
    if (question.kind !== "lists") {
      return Promise.resolve(() => Promise.resolve(this.answer(question)));
    }
    const next = inTurn(question.searches);
    return Promise.resolve(() =>
      Promise.resolve(this.page(next(), { pagesAhead: 0, counts: true }))
    );
  }

  answer(question: Question): Answer {
    const all = [...this.contacts.values()];
    if (question.kind === "email") {
      const owners = all.filter(({ emails }) => emails.some(({ key }) => key === question.email));
      return { numbers: owners.map(({ id }) => id), total: null };
    }
    if (question.kind === "tag counts") {
      const counts = scanTagCounts(all);
      const places = Array.from({ length: question.tags }, (_, place) => tagIdOf(place));
      return { numbers: places.map((id) => counts.get(id) ?? 0), total: null };
    }
    if (question.kind === "lists") throw new RangeError("Ask for one search at a time");
    return this.page(question.search, question);
  }

  page(search: ContactSearch, wish: { pagesAhead: number; counts: boolean }): Answer {
    const found = scan(this.contacts.values(), search).map(({ id }) => id);
    const start = wish.pagesAhead * search.limit;
    const total = wish.counts ? found.length : null;
    return { numbers: found.slice(start, start + search.limit), total };
  }

  create(contact: Contact): Promise<void> {
    this.contacts.set(contact.id, contact);
    return Promise.resolve();
  }

  touch(id: number, lastActivityAtMs: number): Promise<void> {
    return this.change(id, { lastActivityAtMs });
  }

  rename({ id }: Contact, name: string): Promise<void> {
    return this.change(id, { name });
  }

  change(id: number, fields: Partial<Contact>): Promise<void> {
    const contact = this.contacts.get(id);
    if (contact === undefined) return Promise.reject(new Error(`There is no contact ${id}`));
    return this.create({ ...contact, ...fields });
  }
}

async function loaded(kv: Deno.Kv) {
  const all = people(CONTACTS, NEWCOMERS);
  const plan = { contacts: all.slice(0, CONTACTS), newcomers: all.slice(CONTACTS) };
  const index = openContactIndex(kv);
  await loadKartka(kv, index, plan.contacts);
  const how = { repeats: 1, say: () => {}, fold: () => index.fold() };
  return { plan, how, kartka: new Kartka(kv, index) };
}

Deno.test("the bench gets the same answers from Kartka as from a full scan, and leaves no differences", async () => {
  using kv = await Deno.openKv(":memory:");
  const { plan, how, kartka } = await loaded(kv);

  const measured = await askAndWrite([kartka, new FullScan(plan.contacts)], plan, how);

  assertEquals(measured.questions.length, questionsFor(plan.contacts).length);
  assertEquals(measured.writes.map(({ name }) => name), ["create", "touch", "rename"]);
  assertEquals((await verify(kv, { fix: false })).differences, 0);
});

Deno.test("the bench ends when an engine answers differently", async () => {
  using kv = await Deno.openKv(":memory:");
  const { plan, how, kartka } = await loaded(kv);
  const other = new FullScan(plan.contacts.slice(0, -1));

  await assertRejects(() => askAndWrite([kartka, other], plan, how), DifferenceError, "differ");
});

Deno.test("the bench ends when an engine has lost a write", async () => {
  using kv = await Deno.openKv(":memory:");
  const { plan, how, kartka } = await loaded(kv);
  const other = new FullScan(plan.contacts);
  other.touch = () => Promise.resolve();

  await assertRejects(() => askAndWrite([kartka, other], plan, how), DifferenceError, "differ");
});

Deno.test("people() are the same in every run, and no two share a handle", () => {
  const all = people(CONTACTS, NEWCOMERS);
  const handles = all.flatMap(({ emails, phones }) => [...emails, ...phones].map(({ key }) => key));

  assertEquals(new Set(handles).size, handles.length);
  assertEquals(all.map(({ id }) => id), all.map((_, at) => at + 1));
  const { name, emails, phones, createdAtMs, lastActivityAtMs } = personAt(0, CONTACTS);
  assertEquals([name, emails[0]?.typed, phones[0]?.key, createdAtMs, lastActivityAtMs], [
    "Дарина",
    "daryna-khomenkeva83@gmail.com",
    "+380997302103",
    1669358613344,
    1709041283036,
  ]);
});

Deno.test("questionsFor() have hits, but for the one that is to have none", () => {
  const contacts = people(2000);
  const all = new FullScan(contacts);
  const empty = questionsFor(contacts).filter((question) =>
    question.kind === "lists"
      ? question.searches.slice(0, 3).some((search) => scan(contacts, search).length === 0)
      : all.answer(question).numbers.length === 0
  );

  assertEquals(empty.map(({ name }) => name), ["search without a hit"]);
});

Deno.test("storeTable() tells the ratio and what missed its target", () => {
  const times = (p50Ms: number) => ({ p50Ms, p95Ms: p50Ms * 2 });
  const table = storeTable({
    contacts: 100_000,
    engines: [
      { name: "Kartka", loadMs: 1000, bytes: 3 * 2 ** 20 },
      { name: "PostgreSQL", loadMs: 500, bytes: 2 ** 20 },
    ],
    questions: [
      { name: "search", work: "search", total: 7, times: [times(6), times(20)] },
      { name: "list", work: "page", total: null, times: [times(2), times(1)] },
    ],
    writes: [],
    foldMs: 5,
    cold: [],
    rssMib: 90,
    differences: 0,
  });

  assertStringIncludes(table, "|  0.30 |             ≤ 0.3 |");
  assertStringIncludes(table, "|  2.00 | ≤ 1.2: **missed** |");
  assertStringIncludes(table, "Size: 3.00 of PostgreSQL's (≤ 2.5: **missed**).");
});

Deno.test("verdict() is missed when either limit is exceeded", () => {
  assertEquals(verdict({ ratio: 1.2, ms: 5 }, { ratio: 1.2, ms: 5 }), "≤ 1.2 and ≤ 5 ms");
  assertStringIncludes(verdict({ ratio: 1.2, ms: 5 }, { ratio: 1, ms: 6 }), "missed");
  assertStringIncludes(verdict({ ratio: 1.2, ms: 5 }, { ratio: 2, ms: 1 }), "missed");
});

Deno.test("percentile() takes the value that the share does not exceed", () => {
  assertEquals(percentile([3, 1, 2], 0.5), 2);
  assertEquals(percentile([1, 2], 0.95), 2);
  assertEquals(percentile([], 0.5), NaN);
});
