// Contacts as rows of PostgreSQL, and as lines of its COPY.
import { blockEndMs } from "@/lib/domain/block.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import { filterSubject } from "@/lib/domain/filter/subject.ts";
import { nameSortKey } from "@/lib/domain/name_order.ts";
import { nameOfText, searchText } from "@/lib/domain/search.ts";
import { BENCH_TYPES } from "./attributes.ts";
import { tagPlaceOf } from "./people.ts";

/** Who made the bench's events, as JSON. */
export const ACTOR = JSON.stringify({ kind: "system" });
const COPY_ROWS = 1000;

export function emailOf({ emails }: Contact): string | null {
  return emails[0]?.key ?? null;
}

export function phoneOf({ phones }: Contact): string | null {
  return phones[0]?.key ?? null;
}

export function tagsOf({ tagIds }: Contact): number[] {
  return tagIds.map(tagPlaceOf);
}

export function blockedUntilOf({ block }: Contact): number | null {
  return block ? blockEndMs(block) : null;
}

/** What is searched, and of it the name as filters compare it. */
export function textsOf(contact: Contact): { text: string; foldedName: string } {
  const text = searchText(contact);
  return { text, foldedName: nameOfText(text) };
}

/** Values of attributes in the order of their columns. */
export function attributesOf(contact: Contact): (string | number | null)[] {
  const { texts = {}, numbers = {}, choices = {} } =
    filterSubject(contact, BENCH_TYPES).attributes ?? {};
  const all = { ...texts, ...numbers, ...choices };
  return COLUMNS.map((column) => all[column] ?? null);
}

const COLUMNS = ["city", "orders", "birthday", "plan", "subscribed", "site"];

/** A row of `contacts` for COPY. */
export function contactLine(contact: Contact): string {
  const { id, name, createdAtMs, lastActivityAtMs, language, source, revision } = contact;
  const { text, foldedName } = textsOf(contact);
  const tags = arrayText(tagsOf(contact));
  const runs = arrayText(contact.importRunIds ?? []);
  return copyLine([id, name, foldedName, nameSortKey(name), emailOf(contact)].concat(
    [phoneOf(contact), tags, language, source, runs, createdAtMs, lastActivityAtMs, revision],
    [text, contact.conversationCount ?? 0, blockedUntilOf(contact)],
    attributesOf(contact),
  ));
}

/** A row of `events`: the contact's creation. */
export function eventLine(contact: Contact): string {
  const changes = JSON.stringify(fieldChanges(null, contact));
  return copyLine([contact.id, contact.createdAtMs, "created", ACTOR, changes]);
}

/** Of numbers and ids, which need no quotes. */
function arrayText(items: readonly (string | number)[]): string {
  return `{${items.join(",")}}`;
}

/** A line of COPY's text format. */
function copyLine(values: readonly (string | number | null)[]): string {
  return values.map((value) => value === null ? "\\N" : escaped(String(value))).join("\t") + "\n";
}

function escaped(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/\t/g, "\\t").replace(/\n/g, "\\n");
}

/** The lines of all items, some hundred kilobytes at a time. */
export function* chunksOf<T>(items: Iterable<T>, line: (item: T) => string): Generator<string> {
  let lines: string[] = [];
  for (const item of items) {
    if (lines.push(line(item)) < COPY_ROWS) continue;
    yield lines.join("");
    lines = [];
  }
  if (lines.length > 0) yield lines.join("");
}
