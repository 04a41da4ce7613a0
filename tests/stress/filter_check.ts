// One question put to the index and to the full scan: ids in order, rows, counts and the pages around.
import { assertEquals } from "@std/assert";
import { type Contact, contactRow } from "@/lib/domain/contact.ts";
import type { ContactSort } from "@/lib/domain/contact_list.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import type { ContactIndex, ContactPage } from "@/lib/store/index/contact_index.ts";
import { smallestWrong } from "./smaller.ts";
import { type Asked, seenOf, type Table } from "./table.ts";

export interface Question extends Asked {
  words: string[];
  sort: ContactSort;
  limit: number;
  /** "if_ready" allows a first page without its total. */
  count?: "exact" | "if_ready";
}

export interface Checked {
  /** How many match. */
  found: number;
  /** The first page came without the total. */
  isEarly: boolean;
}

const PAGES_WALKED = 6;

/** How far from the first page the comparison goes. */
export type Reach = "first_page" | "there_and_back" | "all_pages";

/** Throws with the smallest condition that is answered wrongly. */
export async function checkQuestion(
  index: ContactIndex,
  table: Table,
  question: Question,
  reach: Reach,
): Promise<Checked> {
  const expected = table.scan(question, question.sort);
  const limit = reach === "all_pages" ? walkedLimit(question, expected.length) : question.limit;
  try {
    const page = await index.search({ ...question, limit, cursor: null });
    comparePage(page, expected, { start: 0, limit });
    if (page.total === null) assertEquals(question.count, "if_ready");
    if (reach !== "first_page") {
      await walk(index, expected, { ...question, limit }, { page, reach });
    }
    return { found: expected.length, isEarly: page.total === null };
  } catch (error) {
    throw await explained(error, index, table, question);
  }
}

/** Not so small that walking all pages takes most of the time. */
function walkedLimit({ limit }: Question, found: number): number {
  return Math.max(limit, Math.ceil(found / PAGES_WALKED));
}

async function walk(
  index: ContactIndex,
  expected: readonly Contact[],
  question: Question,
  { page, reach }: { page: ContactPage; reach: Reach },
): Promise<void> {
  const { limit } = question;
  let start = 0;
  for (let at = page; at.next !== null;) {
    start += limit;
    at = await index.search({ ...question, cursor: at.next });
    comparePage(at, expected, { start, limit });
    const back = await index.search({ ...question, cursor: at.previous });
    comparePage(back, expected, { start: start - limit, limit });
    if (reach === "there_and_back") break;
  }
}

interface Slice {
  start: number;
  limit: number;
}

function comparePage(
  page: ContactPage,
  expected: readonly Contact[],
  { start, limit }: Slice,
): void {
  const slice = expected.slice(start, start + limit);
  const actual = {
    total: page.total,
    position: page.position,
    hasPrevious: page.previous !== null,
    hasNext: page.next !== null,
    rows: page.rows,
  };
  const right = {
    total: page.total === null ? null : expected.length,
    position: start + 1,
    hasPrevious: start > 0,
    hasNext: start + slice.length < expected.length,
    rows: slice.map(contactRow),
  };
  // Comparing texts is many times faster, and a stress run compares a lot.
  if (JSON.stringify(actual) !== JSON.stringify(right)) assertEquals(actual, right);
}

/** Says what the smallest condition is that still finds others than the scan, and whom. */
async function explained(
  error: unknown,
  index: ContactIndex,
  table: Table,
  question: Question,
): Promise<Error> {
  const message = error instanceof Error ? error.message : String(error);
  const asked = { ...question, words: question.words };
  if (question.filter === null) return new Error(`${JSON.stringify(asked)}\n${message}`);
  const filter = await smallestWrong(
    question.filter,
    async (filter) => (await whoDiffers(index, table, { ...question, filter })).length > 0,
  );
  const who = await whoDiffers(index, table, { ...question, filter });
  const report = { asked, filter, who: who.slice(0, 3) };
  return new Error(`${JSON.stringify(report, bounds, 1)}\n${message}`, { cause: error });
}

/** JSON has no infinity. */
function bounds(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

async function whoDiffers(
  index: ContactIndex,
  table: Table,
  { words, filter }: { words: string[]; filter: Condition },
): Promise<unknown[]> {
  const sort = { by: "created", direction: "asc" } as const;
  const expected = new Set(table.scan({ words, filter }, sort).map(({ id }) => id));
  const page = await index.search({ words, filter, sort, limit: 1000, cursor: null });
  const actual = new Set(page.rows.map(({ id }) => id));
  return [...expected.symmetricDifference(actual)].map((id) => {
    const contact = table.contacts.get(id);
    return { id, isFound: actual.has(id), subject: contact && seenOf(contact).subject };
  });
}
