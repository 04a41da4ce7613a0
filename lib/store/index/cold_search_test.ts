import { assert, assertEquals } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import { aContact, TAGS } from "@/tests/stress/people.ts";
import { pick, randomFrom } from "@/tests/stress/random.ts";
import { scan } from "@/tests/stress/oracle.ts";
import { writeContact } from "@/tests/stress/writes.ts";
import { type ContactSearch, openContactIndex } from "./contact_index.ts";

/** So small that hardly anyone shares a chunk, and most searches would have to read many. */
const LAYOUT = { chunk: 1, segment: 2, block: 32 };
const PEOPLE = 700;
const FIRST = ["Ivan", "Іван", "Ivanna", "Shevchenko Ivan", "Олена", "Va", ""];
const QUERIES = ["ivan", "ivanna", "shev ivan", "iva van", "lena", "ivan zz", "vanovan"];
const VIP: Condition = { kind: "member", family: "tags", anyOf: [TAGS[0] ?? ""] };
const NAMED: Condition = {
  kind: "text",
  column: "name",
  test: "starts",
  values: ["ivan", "olena"],
};

async function withPeople(run: (kv: Deno.Kv, contacts: Contact[]) => Promise<void>): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const random = randomFrom(3);
  const contacts = new Map<number, Contact>();
  const write = async (id: number) => {
    const contact = { ...aContact(random, id), name: pick(random, FIRST) };
    await writeContact(kv, id, contact);
    contacts.set(id, contact);
  };
  for (let id = 1; id <= PEOPLE; id++) await write(id);
  const index = openContactIndex(kv, { layout: LAYOUT });
  for (let block = 0; block < PEOPLE / LAYOUT.block; block++) await index.fold();
  for (let at = 0; at < 30; at++) await write(1 + Math.floor(random() * (PEOPLE + 9)));
  await run(kv, [...contacts.values()]);
}

function* searches(): Generator<Omit<ContactSearch, "cursor" | "count">> {
  for (const query of QUERIES) {
    for (const filter of [null, VIP, NAMED]) {
      for (const by of ["lastActivity", "created", "name"] as const) {
        const direction = by === "created" ? "asc" : "desc";
        yield { words: parseSearch(query), filter, sort: { by, direction }, limit: 3 };
      }
    }
  }
}

Deno.test("the page that comes before its total is the right one, and its total is never a guess", () =>
  withPeople(async (kv, contacts) => {
    let withoutTotal = 0;
    for (const search of searches()) {
      const index = openContactIndex(kv, { layout: LAYOUT });
      const first = await index.search({ ...search, cursor: null, count: "if_ready" });
      const expected = scan(contacts, search).map(({ id }) => id);
      const what = JSON.stringify(search);
      assertEquals(first.rows.map(({ id }) => id), expected.slice(0, 3), what);
      assertEquals([first.position, first.previous], [1, null]);
      assertEquals(first.next !== null, expected.length > 3, what);
      if (first.total === null) withoutTotal++;
      else assertEquals(first.total, expected.length, what);
      const exact = await index.search({ ...search, cursor: first.next });
      assertEquals(exact.total, expected.length, what);
      const rest = first.next === null ? expected.slice(0, 3) : expected.slice(3, 6);
      assertEquals(exact.rows.map(({ id }) => id), rest, what);
    }
    assert(withoutTotal > 20, `only ${withoutTotal} came without a total`);
  }));

Deno.test("a search whose texts are loaded has its total at once", () =>
  withPeople(async (kv, contacts) => {
    const index = openContactIndex(kv, { layout: LAYOUT });
    const [search] = searches();
    assert(search !== undefined);
    const ask = () => index.search({ ...search, cursor: null, count: "if_ready" });
    assertEquals((await ask()).total, null);
    const total = await index.count(search);
    assertEquals(total, scan(contacts, search).length);
    assertEquals((await ask()).total, total);
    const { total: exact } = await openContactIndex(kv, { layout: LAYOUT })
      .search({ ...search, cursor: null });
    assertEquals(exact, total, "who does not say if_ready is never left without");
  }));
