import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { type ContactSearch, openContactIndex } from "@/lib/store/index/contact_index.ts";
import { scan, scanTagCounts } from "@/tests/stress/oracle.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { BENCH_TYPES } from "./attributes.ts";
import type { Answer, Engine } from "./engine.ts";
import { Kartka } from "./kartka.ts";
import { loadKartka } from "./kartka_load.ts";
import { DifferenceError, percentile } from "./measure.ts";
import { personAt, tagIdOf } from "./people.ts";
import { makePopulation, Population } from "./population.ts";
import { inTurn, LIST, type Question } from "./question.ts";
import { COLD_QUESTIONS, questionsFor, theFifteen } from "./questions.ts";
import { withSection } from "./report.ts";
import { askAndWrite } from "./store_bench.ts";
import { storeTable } from "./store_table.ts";
import { verdict } from "./targets.ts";

const CONTACTS = 500;
const NEWCOMERS = 40;

/** Looks at every contact for every question. */
class FullScan implements Engine {
  readonly name = "full scan";
  readonly contacts: Map<number, Contact>;

  constructor(contacts: Iterable<Contact>) {
    this.contacts = new Map([...contacts].map((contact) => [contact.id, contact]));
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
    if (question.kind === "count") return { numbers: [], total: this.count(question.filter) };
    if (question.kind === "segment counts") {
      return { numbers: question.filters.map((filter) => this.count(filter)), total: null };
    }
    if (question.kind === "lists") throw new RangeError("Ask for one search at a time");
    return this.page(question.search, question);
  }

  page(search: ContactSearch, wish: { pagesAhead: number; counts: boolean }): Answer {
    const found = scan(this.contacts.values(), search, BENCH_TYPES).map(({ id }) => id);
    const start = wish.pagesAhead * search.limit;
    const total = wish.counts ? found.length : null;
    return { numbers: found.slice(start, start + search.limit), total };
  }

  count(filter: Condition): number {
    return this.page({ ...LIST, filter }, { pagesAhead: 0, counts: true }).total ?? 0;
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
  const population = makePopulation({ total: CONTACTS, newcomers: NEWCOMERS });
  const index = openContactIndex(kv);
  await loadKartka(kv, index, population);
  const how = { repeats: 1, say: () => {}, index };
  return { population, how, kartka: new Kartka(kv, index) };
}

Deno.test("the bench gets the same answers from Kartka as from a full scan, and leaves no differences", async () => {
  using kv = await Deno.openKv(":memory:");
  const { population, how, kartka } = await loaded(kv);

  const measured = await askAndWrite(
    [kartka, new FullScan(population.contacts())],
    population,
    how,
  );

  assertEquals(measured.questions.length, questionsFor(population).length);
  assertEquals(measured.writes.map(({ name }) => name), ["create", "touch", "rename"]);
  await assertSound(kv);
});

Deno.test("the bench ends when an engine answers differently", async () => {
  using kv = await Deno.openKv(":memory:");
  const { population, how, kartka } = await loaded(kv);
  const other = new FullScan([...population.contacts()].slice(0, -1));

  await assertRejects(
    () => askAndWrite([kartka, other], population, how),
    DifferenceError,
    "differ",
  );
});

Deno.test("the bench ends when an engine has lost a write", async () => {
  using kv = await Deno.openKv(":memory:");
  const { population, how, kartka } = await loaded(kv);
  const other = new FullScan(population.contacts());
  other.touch = () => Promise.resolve();

  await assertRejects(
    () => askAndWrite([kartka, other], population, how),
    DifferenceError,
    "differ",
  );
});

Deno.test("makePopulation() makes the same people in every run, and no two share a handle", () => {
  const all = [...makePopulation({ total: CONTACTS, newcomers: 0 }).contacts()];
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

Deno.test("makePopulation() takes a handle away from all but the first who has it", () => {
  const size = { total: 20_000, newcomers: 100 };
  const population = makePopulation(size);
  const given = new Set<string>();
  const lost: number[] = [];
  for (let place = 0; place < size.total + size.newcomers; place++) {
    const { emails: [email], phones: [phone] } = personAt(place, size.total);
    for (const [at, key] of [email?.key, phone?.key].entries()) {
      if (key && given.has(key)) lost.push(2 * place + at);
      if (key) given.add(key);
    }
  }

  assertEquals(population.plan.lost, lost);
  assertEquals(lost.length > 0, true);
  const [first = 0] = lost;
  const contact = population.at(Math.floor(first / 2));
  assertEquals((first % 2 === 0 ? contact.emails : contact.phones).length, 0);
  assertEquals(new Population(population.plan).at(7), population.at(7));
});

Deno.test("questionsFor() have hits, but for the one that is to have none", () => {
  const population = makePopulation({ total: 2000, newcomers: 0 });
  const contacts = [...population.contacts()];
  const all = new FullScan(contacts);
  const empty = questionsFor(population).filter((question) => {
    if (question.kind === "lists") {
      return question.searches.slice(0, 3).some((search) => scan(contacts, search).length === 0);
    }
    const { numbers, total } = all.answer(question);
    return numbers.length === 0 && !total;
  });

  assertEquals(empty.map(({ name }) => name), ["search without a hit"]);
});

Deno.test("questionsFor() begin with the fifteen, and each has a name of its own", () => {
  const population = makePopulation({ total: 2000, newcomers: 0 });
  const names = questionsFor(population).map(({ name }) => name);

  assertEquals(theFifteen(population).length, 15);
  assertEquals(names.slice(0, 15), theFifteen(population).map(({ name }) => name));
  assertEquals(new Set(names).size, names.length);
  assertEquals(COLD_QUESTIONS.filter(({ name }) => !names.includes(name)), []);
});

Deno.test("storeTable() tells the ratio and what missed its target", () => {
  const times = (p50Ms: number) => ({ p50Ms, p95Ms: p50Ms * 2 });
  const table = storeTable({
    contacts: 100_000,
    makeMs: 700,
    engines: [
      { name: "Kartka", loadMs: 1000, bytes: 3 * 2 ** 20 },
      { name: "PostgreSQL", loadMs: 500, bytes: 2 ** 20 },
    ],
    loadPeakMib: 300,
    questions: [
      { name: "search", work: "search", total: 7, times: [times(6), times(20)] },
      { name: "list", work: "page", total: null, times: [times(2), times(1)] },
    ],
    writes: [],
    foldMs: 5,
    seal: null,
    cold: [{ name: "search", work: "search page", ms: 101, rssMib: 60 }],
    rssMib: { fifteen: 90, all: 120 },
    differences: 0,
  });

  assertStringIncludes(table, "|  0.30 |             ≤ 0.3 |");
  assertStringIncludes(table, "|  2.00 | ≤ 1.2: **missed** |");
  assertStringIncludes(table, "≤ 100 ms: **missed**");
  assertStringIncludes(table, "≤ 150 MiB |");
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

Deno.test("withSection() takes the place of the section with the same heading, and of nothing else", () => {
  const page = "# P\n\n## 10 contacts\n\nold\n\n### part\n\nold\n\n## 100 contacts\n\nother\n";

  assertEquals(
    withSection(page, "## 10 contacts\n\nnew\n"),
    "# P\n\n## 10 contacts\n\nnew\n\n## 100 contacts\n\nother\n",
  );
  assertEquals(withSection(page, "## 1 contacts\n\nnew\n"), `${page}\n## 1 contacts\n\nnew\n`);
  assertEquals(withSection("", "## 1 contacts\n"), "## 1 contacts\n");
  assertEquals(
    withSection(page, "## 100 contacts\n\nnew\n"),
    page.replace("other", "new"),
  );
});
