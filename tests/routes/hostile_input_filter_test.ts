// Filters and searches as anybody may send them: right answers, or a clear 4xx; never a failure of ours.
import { assert, assertEquals } from "@std/assert";
import { type Condition, matchesCondition } from "@/lib/domain/filter/condition.ts";
import { resolveFilter } from "@/lib/domain/filter/resolve.ts";
import { printFilter } from "@/lib/domain/filter/text.ts";
import { type FilterRule, type FilterTree, RULES_MAX } from "@/lib/domain/filter/tree.ts";
import { fieldFinder, workspaceFields } from "@/lib/domain/filter/workspace_fields.ts";
import { matchesSearch, parseSearch } from "@/lib/domain/search.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageAttributes } from "@/lib/store/attributes.ts";
import { ATTRIBUTES } from "@/tests/stress/attributes.ts";
import { aContact, QUERIES } from "@/tests/stress/people.ts";
import { pick, PIECES, randomFrom, whole } from "@/tests/stress/random.ts";
import { seenOf } from "@/tests/stress/table.ts";
import { aTree, rulesOf } from "@/tests/stress/trees.ts";
import { createContacts } from "@/tests/stress/writes.ts";
import { openTestApp, type TestApp, withOneOfEach } from "@/tests/support/app.ts";

const SEED = Number(Deno.env.get("STRESS_SEED") ?? Date.now() % 1e9);
const MUTANTS = Number(Deno.env.get("STRESS_MUTANTS") ?? 1500);

interface World {
  app: TestApp;
  random: () => number;
  contacts: ReturnType<typeof aContact>[];
  segmentId: string;
}

async function withWorld(run: (world: World) => Promise<void>): Promise<void> {
  await using app = await openTestApp();
  const random = randomFrom(SEED);
  const { segment } = await withOneOfEach(app);
  await saveChange(app.deps.kv, (change) => stageAttributes(change, ATTRIBUTES));
  const contacts = Array.from({ length: 60 }, (_, at) => aContact(random, 1000 + at));
  await createContacts(app.deps.kv, contacts);
  await app.deps.index.fold();
  await run({ app, random, contacts, segmentId: segment.id });
}

/** Of the made-up contacts and the one that `withOneOfEach` made. */
async function countOf({ app }: World, params: string): Promise<unknown> {
  const response = await app.ask(`/contacts/count?${params}`, { as: "admin" });
  assertEquals(response.status, 200, params);
  const { count } = await response.json();
  return count;
}

/** The same by a scan; null when a rule cannot be applied. */
function scanned({ app, contacts }: World, tree: FilterTree, words: string[] = []): number | null {
  const { condition, problems } = resolveFilter(tree, {
    findField,
    tags: { isLiving: () => false, isDeleted: () => false },
    nowMs: app.deps.now(),
    timeZone: app.deps.timeZone,
    country: app.deps.country,
  });
  if (problems.length > 0) return null;
  return contacts.filter((contact) => isFound(contact, condition, words)).length;
}

function isFound(contact: World["contacts"][number], filter: Condition, words: string[]): boolean {
  const { subject, text } = seenOf(contact);
  return matchesCondition(filter, subject) && matchesSearch(text, words);
}

function encoded(tree: FilterTree): string {
  // What cannot be encoded is what a browser would send instead.
  return encodeURIComponent(printFilter(tree).toWellFormed());
}

/** As the workspace has it: the attributes of the made-up contacts, and no channel of theirs. */
const findField = fieldFinder(
  workspaceFields({ attributes: ATTRIBUTES, channels: [{ id: "none", name: "None" }] }),
);

/** Leaves out the one contact that is not made up. */
const MADE_UP: FilterRule = { field: "id", op: "ge", values: ["1000"] };

/** The tree for made-up contacts only, without tags; null where that would need a group in a group. */
function amongMadeUp({ match, rules }: FilterTree): FilterTree | null {
  const flat = rulesOf({ match, rules });
  if (flat.some(({ field }) => field === "tags") || flat.length === RULES_MAX) return null;
  if (match === "all") return { match, rules: [MADE_UP, ...rules] };
  return flat.length > rules.length ? null : {
    match: "all",
    rules: [MADE_UP, { match, rules: flat }],
  };
}

Deno.test(`any filter over HTTP counts what a scan counts (STRESS_SEED=${SEED})`, () =>
  withWorld(async (world) => {
    const done = { asked: 0, found: 0, refused: 0 };
    while (done.asked < 400) {
      const tree = amongMadeUp(aTree(world));
      if (tree === null) continue;
      const expected = scanned(world, wellFormed(tree));
      assertEquals(await countOf(world, `f=${encoded(tree)}`), expected, printFilter(tree));
      done.asked++;
      if (expected === null) done.refused++;
      else if (expected > 0) done.found++;
    }
    assert(done.found > 100 && done.refused > 5, JSON.stringify(done));
  }));

/** As it arrives: half an emoji cannot be sent. */
function wellFormed(tree: FilterTree): FilterTree {
  return JSON.parse(
    JSON.stringify(tree),
    (_, value) => typeof value === "string" ? value.toWellFormed() : value,
  );
}

const ODD = [...PIECES, ...QUERIES, "\u202eivan", "i\u200bvan", "%25", "~", "(", "),;", "\\", "''"];

Deno.test("odd searches and values find what a scan finds", () =>
  withWorld(async (world) => {
    let found = 0;
    for (const text of ODD) {
      const query = encodeURIComponent(text.toWellFormed());
      const all: FilterTree = { match: "all", rules: [MADE_UP] };
      const expected = scanned(world, all, parseSearch(text.toWellFormed()));
      assertEquals(await countOf(world, `f=${encoded(all)}&q=${query}`), expected, text);
      for (const field of ["name", "email", "phone"]) {
        const values = [text.toWellFormed().slice(0, 200)];
        const tree: FilterTree = { ...all, rules: [MADE_UP, { field, op: "contains", values }] };
        const count = await countOf(world, `f=${encoded(tree)}`);
        assertEquals(count, scanned(world, tree), `${field} ${text}`);
        if (Number(count) > 0) found++;
      }
    }
    assert(found > 20, `only ${found} found anybody`);
  }));

function manyRules(count: number): string {
  return Array.from({ length: count }, (_, at) => `id.ne(${at})`).join(";");
}

/** What is asked, and the answer's status. */
const EXACTLY: [string, number][] = [
  ["q=i", 200],
  [`q=${"i".repeat(2000)}`, 200],
  [`q=${"i".repeat(5000)}`, 200],
  [`q=${"i+".repeat(1000)}`, 200],
  ["q=%ED%A0%80", 200],
  ["q=%ED%A0%80%ED%B8%80", 200],
  ["q=%F0%9F%98%80", 200],
  ["q=%F0%9F", 200],
  ["q=%E2%80%AE%E2%81%A6", 200],
  ["q=%", 200],
  ["q=%zz%u0041", 200],
  ["q=%25%5F%27%22%5C", 200],
  ["q=%00", 200],
  ["q=tag:&q=id:&q=:", 200],
  ["q=id:%3E99999999999999999999", 200],
  ["q=created:2026-02-30", 200],
  ["q=%22", 200],
  ["q=-%22%22", 200],
  ["f=", 200],
  [`f=${manyRules(25)}`, 200],
  [`f=${manyRules(26)}`, 422],
  [`f=${manyRules(500)}`, 422],
  ["f=%ED%A0%80", 422],
  ["f=name.contains(%ED%A0%80)", 200],
  ["f=name.contains(%F0%9F)", 200],
  ["f=name.contains(%25)", 200],
  ["f=name.contains(_)", 200],
  ["f=name.contains(%27%22)", 200],
  ["f=name.contains(%E2%80%AE)", 422],
  ["f=name.contains(%00)", 422],
  [`f=name.contains(${"x".repeat(255)})`, 200],
  [`f=name.contains(${"x".repeat(256)})`, 422],
  ["f=name.contains()", 422],
  ["f=name.contains", 422],
  ["f=phone.is(call%20me)", 422],
  ["f=id.eq(1e999)", 422],
  ["f=id.eq(99999999999999999999999)", 422],
  ["f=id.between(5,1)", 422],
  ["f=created.on(2026-02-30)", 422],
  ["f=created.on(999999-01-01)", 422],
  ["f=created.last(99999999999m)", 422],
  ["f=created.last(0d)", 422],
  ["f=tags.any(nobody)", 422],
  ["f=__proto__.is(1)", 422],
  ["f=constructor.is(1)", 422],
  ["f=name.__proto__(1)", 422],
  [`f=${"all(".repeat(1000)}`, 422],
  [`f=${"all(".repeat(500)}name.empty${")".repeat(500)}`, 422],
  [`f=${"(".repeat(3000)}`, 422],
  [`f=${"~".repeat(3001)}`, 422],
  [`f=${";".repeat(3000)}`, 422],
  ["f=name.empty&f=((((", 200],
  ["f=((((&f=name.empty", 422],
  ["segment=nobody", 404],
  ["page=nobody", 400],
  [`f=${"x".repeat(20_000)}`, 414],
];

Deno.test("what cannot be asked is refused with a status that says so, and the rest is answered", () =>
  withWorld(async ({ app }) => {
    for (const [params, status] of EXACTLY) {
      for (const more of ["", "&filter=edit"]) {
        const response = await app.ask(`/contacts?${params}${more}`, { as: "agent" });
        await response.body?.cancel();
        assertEquals(response.status, status, params.slice(0, 100));
      }
    }
  }));

/** Where filters are read, and the statuses that are documented for it. */
const READERS: { path: string; isForm: boolean; statuses: number[] }[] = [
  { path: "/contacts", isForm: false, statuses: [200, 303, 400, 414, 422] },
  { path: "/contacts/count", isForm: false, statuses: [200, 414] },
  { path: "/segments/new", isForm: false, statuses: [200, 414, 422] },
  { path: "/segments", isForm: true, statuses: [200, 303, 422] },
  { path: "/segments/:id", isForm: true, statuses: [200, 303, 409, 422] },
];

Deno.test(`mutated filters and forms get a documented answer (STRESS_SEED=${SEED})`, () =>
  withWorld(async (world) => {
    const { app, random, segmentId } = world;
    const seen = new Map<number, number>();
    for (let mutant = 0; mutant < MUTANTS; mutant++) {
      const { path, isForm, statuses } = pick(random, READERS);
      const params = mutated(random, random() < 0.5 ? anAddress(world) : aForm(world));
      const target = path.replace(":id", segmentId);
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const response = isForm
        ? await app.ask(target, { as: "admin", method: "POST", headers, body: params })
        : await app.ask(`${target}?${params}`, { as: "agent" });
      await response.body?.cancel();
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      assert(statuses.includes(response.status), `${response.status} from ${path}?${params}`);
    }
    for (const status of [200, 303, 422]) {
      assert((seen.get(status) ?? 0) > 0, JSON.stringify([...seen]));
    }
  }));

function anAddress({ random, contacts }: World): string {
  const params = [`f=${encoded(aTree({ random, contacts }))}`];
  if (random() < 0.3) params.push(`q=${encodeURIComponent(pick(random, ODD).toWellFormed())}`);
  if (random() < 0.2) params.push("filter=edit");
  if (random() < 0.1) params.push(`f=${encoded(aTree({ random, contacts }))}`);
  return params.join("&");
}

const COMMANDS =
  "apply apply apply save save refresh add add_group add:0 add:1 add:99 remove:0 remove:1.0 save"
    .split(
      " ",
    );

/** As the builder sends a tree. */
function aForm({ random, contacts }: World): string {
  const { match, rules } = aTree({ random, contacts });
  const fields = [["name", `Segment ${random()}`], ["fm", match], ["do", pick(random, COMMANDS)]];
  for (const [at, item] of rules.entries()) {
    if ("match" in item) fields.push([`f${at}.match`, item.match]);
    for (const [place, rule] of ("match" in item ? item.rules : [item]).entries()) {
      const name = "match" in item ? `f${at}.${place}` : `f${at}`;
      fields.push([`${name}.field`, rule.field], [`${name}.op`, rule.op]);
      for (const value of rule.values) fields.push([`${name}.v`, value]);
    }
  }
  return new URLSearchParams(fields.map(([name = "", value = ""]) => [name, value])).toString();
}

const SNIPPETS =
  "( ) , ; ~ . : any: all( any( %28 %29 %2C %3B %7E %00 %ED%A0%80 %FF %zz % & = f= f0.op= f0.v= do=apply 🙂 ' \" -1 1e999"
    .split(" ");

/** Some letters gone, doubled or replaced, and pieces of the grammar put in; often it stays as it was. */
function mutated(random: () => number, params: string): string {
  let text = params;
  for (let times = pick(random, [0, 1, 1, 2, 5]); times > 0; times--) {
    const from = whole(random, 0, text.length);
    const to = from + whole(random, 0, random() < 0.1 ? 200 : 4);
    text = text.slice(0, from) + (random() < 0.7 ? pick(random, SNIPPETS) : "") + text.slice(to);
  }
  return text;
}
