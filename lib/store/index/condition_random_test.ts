import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Contact } from "@/lib/domain/contact.ts";
import {
  type Condition,
  type NumberField,
  type SetFamily,
  type TextColumn,
  textsOf,
} from "@/lib/domain/filter/condition.ts";
import { filterSubject } from "@/lib/domain/filter/subject.ts";
import { CHOICES, TYPES } from "@/tests/stress/attributes.ts";
import { compareAllPages, scan } from "@/tests/stress/oracle.ts";
import { aContact, TAGS } from "@/tests/stress/people.ts";
import { randomFrom } from "@/tests/stress/random.ts";
import { writeContact } from "@/tests/stress/writes.ts";
import { type ContactIndex, openContactIndex } from "./contact_index.ts";
import type { Layout } from "./layout.ts";

/** Segments shorter than a word of bits, and segments of several. */
const LAYOUTS: Layout[] = [
  { chunk: 8, segment: 16, block: 64 },
  { chunk: 16, segment: 32, block: 32 },
];
const PEOPLE = 150;
const RUNS = 60;
const NEWEST = { by: "lastActivity", direction: "desc" } as const;
const COLUMNS = ["name", "email", "phone", "attr.code", "attr.site"] as const;
const FIELDS = [
  "id",
  "created",
  "lastActivity",
  "imports",
  "conversations",
  "attr.owes",
  "attr.due",
] as const;
const ODD_TEXTS = [
  "",
  " ",
  "\n",
  "a\nb",
  "%",
  "_",
  "'",
  "😀",
  "\ud83d",
  "\u200f",
  "x".repeat(2000),
];
const ODD_NUMBERS = [-Infinity, Infinity, NaN, -1, 0, 1, 2, 2.5, 1e15];

interface World {
  kv: Deno.Kv;
  layout: Layout;
  index: ContactIndex;
  contacts: Map<number, Contact>;
}

async function write({ kv, contacts }: World, id: number, contact: Contact | null) {
  await writeContact(kv, id, contact);
  if (contact === null) contacts.delete(id);
  else contacts.set(id, contact);
}

async function withPeople(layout: Layout, run: (world: World) => Promise<void>): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const world = { kv, layout, index: openContactIndex(kv, { layout }), contacts: new Map() };
  const random = randomFrom(7);
  for (let id = 1; id <= PEOPLE; id++) await write(world, id, aContact(random, id));
  await run(world);
}

async function changeSome(world: World): Promise<void> {
  const random = randomFrom(8);
  for (const [id, contact] of [...world.contacts]) {
    if (id % 7 === 0) await write(world, id, aContact(random, id));
    if (id % 7 === 1) await write(world, id, { ...contact, tagIds: TAGS.slice(id % 4) });
    if (id % 21 === 2) await write(world, id, null);
  }
  await write(world, 1000, aContact(random, 1000));
}

/** Conditions about these contacts, in which there is mostly something to find. */
function conditionAbout(contacts: Iterable<Contact>): fc.Arbitrary<Condition> {
  const subjects = [...contacts].map((contact) => filterSubject(contact, TYPES));
  const numbers = fc.constantFrom(
    ...ODD_NUMBERS,
    ...subjects.flatMap((
      { id, createdAtMs, lastActivityAtMs },
    ) => [id, createdAtMs, lastActivityAtMs ?? 0]),
  );
  const values: Record<typeof COLUMNS[number], fc.Arbitrary<string>> = {
    name: pieces(subjects.flatMap((subject) => textsOf(subject, "name"))),
    email: pieces(subjects.flatMap((subject) => textsOf(subject, "email"))),
    phone: pieces(subjects.flatMap((subject) => textsOf(subject, "phone"))),
    "attr.code": pieces(subjects.flatMap((subject) => textsOf(subject, "attr.code"))),
    "attr.site": pieces(subjects.flatMap((subject) => textsOf(subject, "attr.site"))),
  };
  const leaf: fc.Arbitrary<Condition> = fc.oneof(
    fc.constantFrom(...COLUMNS).chain((column) => textAbout(column, values[column])),
    fc.tuple(fc.constantFrom(...FIELDS), numbers, numbers).map(rangeOf),
    fc.subarray([...TAGS, "nobody's"]).map((anyOf) => memberOf("tags", anyOf)),
    fc.subarray(["uk", "en", "xx"]).map((anyOf) => memberOf("language", anyOf)),
    fc.subarray(["manual", "seed", "xx"]).map((anyOf) => memberOf("source", anyOf)),
    fc.subarray(["tg", "call", "xx"]).map((anyOf) => memberOf("channel", anyOf)),
    fc.subarray([...CHOICES, "xx"]).map((anyOf) => memberOf("attr.plan", anyOf)),
    fc.subarray(["true", "false"]).map((anyOf) => memberOf("attr.vip", anyOf)),
    fc.constantFrom(...COLUMNS, ...FIELDS).map(presentOf),
  );
  return fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.record({
        kind: fc.constantFrom("all", "any"),
        of: fc.array(tie("tree"), { maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant("not"), of: tie("tree") }),
    ),
  })).tree;
}

/** Whole texts, their beginnings and other pieces, and odd ones. */
function pieces(texts: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.tuple(fc.constantFrom(...texts), fc.nat(12), fc.integer({ min: 1, max: 12 }))
    .map(([text, start, length]) => text.slice(start, start + length));
  const start = fc.tuple(fc.constantFrom(...texts), fc.nat(12))
    .map(([text, length]) => text.slice(0, length));
  return fc.oneof(fc.constantFrom(...texts), piece, start, fc.constantFrom(...ODD_TEXTS));
}

function textAbout(column: TextColumn, value: fc.Arbitrary<string>): fc.Arbitrary<Condition> {
  return fc.record({
    kind: fc.constant("text"),
    column: fc.constant(column),
    test: fc.constantFrom("is", "contains", "starts"),
    values: fc.array(value, { maxLength: 3 }),
  });
}

function rangeOf([field, left, right]: [NumberField, number, number]): Condition {
  return { kind: "range", field, from: Math.min(left, right), to: Math.max(left, right) };
}

function memberOf(family: SetFamily, anyOf: string[]): Condition {
  return { kind: "member", family, anyOf };
}

function presentOf(field: TextColumn | NumberField): Condition {
  return { kind: "present", field };
}

/** Asks the index, and an index whose cache holds next to nothing. */
async function compare(world: World): Promise<void> {
  const contacts = [...world.contacts.values()];
  const tight = openContactIndex(world.kv, { layout: world.layout, cacheBytesMax: 500 });
  const words = fc.constantFrom([], [], ["a"], ["iv"], ["ivan"], ["ivan", "ko"], ["38067"]);
  const property = fc.asyncProperty(
    conditionAbout(contacts),
    words,
    async (filter, words) => {
      const question = { words: [...words], filter, sort: NEWEST, limit: 40 };
      await compareAllPages(world.index, contacts, question);
      const counts = [await world.index.count(question), await tight.count(question)];
      const right = scan(contacts, question).length;
      assertEquals(counts, [right, right]);
      const ofFilter = scan(contacts, { ...question, words: [] }).length;
      const many = await world.index.countMany([filter, { kind: "not", of: filter }, filter]);
      assertEquals(many, [ofFilter, contacts.length - ofFilter, ofFilter]);
    },
  );
  await fc.assert(property, { numRuns: RUNS });
}

for (const layout of LAYOUTS) {
  Deno.test(`conditions find what matchesCondition() finds, folded or not (segments of ${layout.segment})`, () =>
    withPeople(layout, async (world) => {
      await compare(world);
      await world.index.fold();
      await compare(world);
      await changeSome(world);
      await compare(world);
      await world.index.fold();
      await compare(world);
      await world.index.rebuild();
      await compare(world);
    }));
}
