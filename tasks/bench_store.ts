// Measures the store and its index: loading people, asking questions warm and cold, writing. A benchmark, not a test.
import { parseArgs } from "node:util";
import { emailKey } from "@/lib/domain/handle.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import { saveChange } from "@/lib/store/change.ts";
import { contactRowEntries } from "@/lib/store/contact_rows.ts";
import { requireContactIn, stageTouchContact } from "@/lib/store/contacts.ts";
import { type ContactSearch, openContactIndex } from "@/lib/store/index/contact_index.ts";
import { indexState, stageIndexed } from "@/lib/store/index/dirty.ts";
import { openKv } from "@/lib/store/kv.ts";
import { contactKey, contactTotalKey } from "@/lib/store/keys.ts";

/** What a generator of people gives; ids are 1, 2, …, and tags their names. */
export interface Person {
  name: string;
  email: string | null;
  phone: string | null;
  tags: string[];
  language: string;
  createdAt: number;
  lastActivityAt: number;
}

export interface Measured {
  question: string;
  total: number;
  p50Ms: number;
  p95Ms: number;
  coldMs: number | null;
}

export interface Question {
  question: string;
  search: ContactSearch;
  /** Pages to go on before the one that is measured. */
  pagesAhead?: number;
}

const MUTATIONS_PER_COMMIT = 500;
const DEFAULTS: ContactSearch = {
  words: [],
  tagIds: [],
  sort: { by: "lastActivity", direction: "desc" },
  limit: 25,
  cursor: null,
};

export function contactOf(person: Person, id: number): Contact {
  const { name, email, phone, tags, language, createdAt, lastActivityAt } = person;
  return {
    id,
    name,
    emails: email === null ? [] : [{ typed: email, key: emailKey(email) ?? email }],
    phones: phone === null ? [] : [{ typed: phone, key: phone }],
    tagIds: tags,
    language,
    source: "seed",
    createdAtMs: createdAt,
    lastActivityAtMs: lastActivityAt,
    revision: 1,
  };
}

/** Writes records and rows in the order of their keys, which is several times faster than in order of arrival. */
export async function loadContacts(kv: Deno.Kv, contacts: readonly Contact[]): Promise<void> {
  const rows = contacts.map(contactRowEntries);
  const [byActivity, byDate, byName] = [0, 1, 2].map((kind) =>
    rows.map((ofContact) => ofContact[kind]).filter((row) => row !== undefined).sort(byKey)
  );
  const records = contacts.map((contact) => ({ key: contactKey(contact.id), value: contact }));
  const entries = [records, byDate ?? [], byActivity ?? [], byName ?? []].flat();
  for (let at = 0; at < entries.length; at += MUTATIONS_PER_COMMIT) {
    await saveChange(kv, (change) => {
      for (const { key, value } of entries.slice(at, at + MUTATIONS_PER_COMMIT)) {
        change.set(key, value);
      }
    });
  }
  await saveChange(kv, (change) => change.sum(contactTotalKey(), BigInt(contacts.length)));
}

interface Row {
  key: Deno.KvKey;
}

/** Not quite the order of keys beyond the Basic Multilingual Plane, which costs a little speed and nothing else. */
function byKey({ key: left }: Row, { key: right }: Row): number {
  const [leftValue, rightValue] = [left[2], right[2]];
  if (typeof leftValue === "number" && leftValue !== rightValue) {
    return leftValue - Number(rightValue);
  }
  if (leftValue !== rightValue) return String(leftValue) < String(rightValue) ? -1 : 1;
  return Number(left[3]) - Number(right[3]);
}

/** The questions of a data set, made of words and tags that it has. */
export function storeQuestions(
  known: Contact,
  contacts: number,
  tags: [string, string],
): Question[] {
  const email = known.emails[0]?.key ?? "";
  const phone = known.phones[0]?.key ?? "";
  const pagesAhead = Math.min(1999, Math.floor(contacts / 50));
  const words = (question: string, query: string): Question => ({
    question,
    search: { ...DEFAULTS, words: parseSearch(query) },
  });
  const byName = { by: "name", direction: "asc" } as const;
  return [
    { question: "first page by last activity", search: DEFAULTS },
    { question: `page ${pagesAhead + 1} by cursor`, search: DEFAULTS, pagesAhead },
    words("one letter", "a"),
    words("ов", "ов"),
    words("ivan", "ivan"),
    words("shevchenko", "shevchenko"),
    words("rare (e-mail's local part)", email.split("@")[0] ?? ""),
    words("phone suffix, 7 digits", phone.slice(-7)),
    words("phone without country code", `0${phone.slice(4, 6)} ${phone.slice(6, 9)}`),
    words("two words шевч олен", "шевч олен"),
    words("nothing found", "qqqzzzqqq"),
    { question: "commonest tag", search: { ...DEFAULTS, tagIds: [tags[0]] } },
    { question: "two tags, any", search: { ...DEFAULTS, tagIds: tags } },
    {
      question: "ivan and a tag, by name",
      search: { ...DEFAULTS, words: ["ivan"], tagIds: [tags[0]], sort: byName },
    },
    {
      question: "commonest tag, by name",
      search: { ...DEFAULTS, tagIds: [tags[0]], sort: byName },
    },
  ];
}

/** Asks each question `repeats` times over one warm index. */
export async function askWarm(
  kv: Deno.Kv,
  questions: readonly Question[],
  repeats: number,
): Promise<Measured[]> {
  const index = openContactIndex(kv);
  const measured: Measured[] = [];
  for (const { question, search, pagesAhead = 0 } of questions) {
    let wanted = search;
    for (let page = 0; page < pagesAhead; page++) {
      wanted = { ...search, cursor: (await index.search(wanted)).next };
    }
    const times: number[] = [];
    let total = 0;
    for (let repeat = -3; repeat < repeats; repeat++) {
      const startMs = performance.now();
      total = (await index.search(wanted)).total;
      if (repeat >= 0) times.push(performance.now() - startMs);
    }
    measured.push({ question, total, ...percentiles(times), coldMs: null });
  }
  const counted: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const startMs = performance.now();
    await index.tagCounts();
    counted.push(performance.now() - startMs);
  }
  const counts = { question: "tag counts", total: 0, ...percentiles(counted), coldMs: null };
  return [...measured, counts];
}

/** Milliseconds a commit: touch, rename, and a fold of what that left. */
export async function measureWrites(
  kv: Deno.Kv,
  count: number,
  contacts: number,
): Promise<Measured[]> {
  const index = openContactIndex(kv);
  const ids = Array.from({ length: count }, (_, at) => 1 + (at * 7919) % contacts);
  const touched = await timeEach(
    ids,
    (id) => saveChange(kv, (change) => stageTouchContact(change, id, Date.now())),
  );
  const renamed = await timeEach(ids, (id) =>
    saveChange(kv, async (change) => {
      const contact = await requireContactIn(change, id);
      const after = { ...contact, name: `${contact.name} ов`, revision: contact.revision + 1 };
      for (const { key } of contactRowEntries(contact)) change.delete(key);
      for (const { key, value } of contactRowEntries(after)) change.set(key, value);
      change.set(contactKey(id), after);
      await stageIndexed(change, id, indexState(after));
    }));
  const startMs = performance.now();
  const { folded } = await index.fold();
  const foldMs = performance.now() - startMs;
  const fold = { p50Ms: foldMs, p95Ms: foldMs, coldMs: null };
  return [
    { question: "touch", total: count, ...percentiles(touched), coldMs: null },
    { question: "rename", total: count, ...percentiles(renamed), coldMs: null },
    { question: "fold", total: folded, ...fold },
  ];
}

async function timeEach(
  ids: readonly number[],
  write: (id: number) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (const id of ids) {
    const startMs = performance.now();
    await write(id);
    times.push(performance.now() - startMs);
  }
  return times;
}

function percentiles(times: readonly number[]): { p50Ms: number; p95Ms: number } {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

function printTable(rows: readonly Measured[]): void {
  for (const { question, total, p50Ms, p95Ms, coldMs } of rows) {
    const cold = coldMs === null ? "" : `  cold ${coldMs.toFixed(0)}`;
    const times = `${p50Ms.toFixed(2).padStart(8)} ${p95Ms.toFixed(2).padStart(8)}`;
    console.info(`${question.padEnd(32)} ${String(total).padStart(8)} ${times}${cold}`);
  }
}

type Generate = (at: number) => Contact;

async function generator(people: string, count: number): Promise<Generate> {
  const { contact } = await import(people);
  return (at) => contactOf(contact(at, count), at + 1);
}

/** Someone in the later half who has an e-mail and a Ukrainian phone. */
function someone(generate: Generate, count: number): Contact {
  for (let at = Math.floor(count * 0.61);; at++) {
    const contact = generate(at);
    if (contact.emails[0] && contact.phones[0]?.key?.startsWith("+380")) return contact;
  }
}

async function load(kv: Deno.Kv, generate: Generate, count: number): Promise<void> {
  const contacts = Array.from({ length: count }, (_, at) => generate(at));
  const startMs = performance.now();
  await loadContacts(kv, contacts);
  const rowsMs = performance.now() - startMs;
  await openContactIndex(kv).rebuild();
  const indexMs = performance.now() - startMs - rowsMs;
  console.info(`rows ${(rowsMs / 1000).toFixed(1)} s, index ${(indexMs / 1000).toFixed(1)} s`);
}

/** One question in a process of its own: the first answer, without the process's start. */
async function askCold(kv: Deno.Kv, { question, search }: Question): Promise<void> {
  const startMs = performance.now();
  const { total } = await openContactIndex(kv).search(search);
  const coldMs = performance.now() - startMs;
  console.info(`${question}: ${total}, ${coldMs.toFixed(0)} ms, ${rssMib()} MiB`);
}

function rssMib(): string {
  return (Deno.memoryUsage().rss / 2 ** 20).toFixed(0);
}

const HELP =
  `Usage: bench_store.ts --people MODULE --file FILE [--contacts N] [--load] [--writes N] [--cold N]
MODULE exports contact(i, total) that makes a person. --load fills an empty FILE first.
--cold asks only the N-th question, once.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      people: { type: "string" },
      file: { type: "string" },
      contacts: { type: "string", default: "10000" },
      load: { type: "boolean", default: false },
      writes: { type: "string", default: "0" },
      cold: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const { people, file } = values;
  if (values.help || people === undefined || file === undefined) return console.info(HELP);
  const count = Number(values.contacts);
  const generate = await generator(people, count);
  const questions = storeQuestions(someone(generate, count), count, ["новий", "vip"]);
  using kv = await openKv({ url: file, folder: "" });
  const cold = values.cold === undefined ? undefined : questions[Number(values.cold)];
  if (cold !== undefined) return await askCold(kv, cold);
  if (values.load) await load(kv, generate, count);
  printTable(await askWarm(kv, questions, 31));
  console.info(`RSS ${rssMib()} MiB`);
  if (values.writes === "0") return;
  printTable(await measureWrites(kv, Number(values.writes), count));
  printTable(await askWarm(kv, questions, 31));
}

if (import.meta.main) await main();
