// Full-text search over a contact: the text that is searched, the words of a query, and the rule of a match (3.2–3.4).
import type { Contact } from "./contact.ts";
import { fold } from "./fold.ts";

export const QUERY_CHARS_MAX = 2_000;
export const QUERY_WORDS_MAX = 20;
/**
 * Characters of search text a contact may have. Name and handles come in order and a line that does not fit is left out,
 * so only a contact with dozens of long addresses has handles that search cannot find.
 */
export const SEARCH_TEXT_CHARS_MAX = 2_000;

const PHONE_CHARS_ONLY = /^[\d+()\-./ ]*\d[\d+()\-./ ]*$/;
const PHONE_RUN = /\d[\d+()\-./ ]*\d/g;

/**
 * The searchable lines of a contact, newline between: the folded name, "" when there is none, then numbers in it, folded
 * e-mails, digits of phones.
 */
export function searchText(contact: Pick<Contact, "name" | "emails" | "phones">): string {
  const lines = new Set<string>();
  for (const line of textLines(contact.name)) lines.add(line);
  for (const { typed, key } of contact.emails) {
    for (const line of textLines(typed)) lines.add(line);
    lines.add(fold(key));
  }
  for (const { typed, key } of contact.phones) {
    for (const line of phoneLines(typed, key)) lines.add(line);
  }
  const name = fold(contact.name).trim();
  lines.delete(name);
  return withinLimit(name, lines);
}

/** The folded name of a search text. */
export function nameOfText(text: string): string {
  const end = text.indexOf("\n");
  return end === -1 ? text : text.slice(0, end);
}

/**
 * The words a contact must have, folded; none when the query asks nothing. A query of phone characters only is one run
 * of digits; within a longer query the same holds for each such word (3.3). What is beyond the limits is ignored.
 */
export function parseSearch(query: string): string[] {
  const folded = fold(query.slice(0, QUERY_CHARS_MAX)).trim();
  if (PHONE_CHARS_ONLY.test(folded)) return [queryDigits(folded)];
  const words = folded.split(" ").filter((word) => word !== "")
    .map((word) => PHONE_CHARS_ONLY.test(word) ? queryDigits(word) : word);
  return [...new Set(words)].slice(0, QUERY_WORDS_MAX);
}

/** Whether every word occurs somewhere in the search text. This is the rule that every index is tested against. */
export function matchesSearch(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

/** A text, and the digits of numbers in it that are written with separators, because a query loses those too. */
function textLines(text: string): string[] {
  const folded = fold(text).trim();
  const numbers = folded.match(PHONE_RUN) ?? [];
  return [folded, ...numbers.filter((number) => /\D/.test(number)).map(digits)];
}

function phoneLines(typed: string, key: string | null): string[] {
  if (key === null) return textLines(typed);
  const number = digits(key);
  // 020 7946… is +44 20 7946…: the number as the person wrote it must find them too.
  const written = queryDigits(fold(typed));
  return number.includes(written) ? [number] : [number, written];
}

/** Whole international numbers may start with 00 instead of +; shorter runs may be the end of any number. */
function queryDigits(text: string): string {
  const number = digits(text);
  return number.length >= 11 && number.startsWith("00") ? number.slice(2) : number;
}

function digits(text: string): string {
  return text.replace(/\D/g, "");
}

function withinLimit(name: string, lines: Iterable<string>): string {
  let text = name;
  for (const line of lines) {
    if (line === "" || text.length + 1 + line.length > SEARCH_TEXT_CHARS_MAX) continue;
    text += `\n${line}`;
  }
  return text;
}
