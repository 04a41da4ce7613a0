// The full scan that every answer of the index is held against.
import { assertEquals } from "@std/assert";
import { type Contact, contactRow } from "@/lib/domain/contact.ts";
import { type Condition, matchesCondition } from "@/lib/domain/filter/condition.ts";
import { type AttributeTypes, filterSubject } from "@/lib/domain/filter/subject.ts";
import { nameSortKey } from "@/lib/domain/name_order.ts";
import { matchesSearch, searchText } from "@/lib/domain/search.ts";
import type { ContactSort } from "@/lib/domain/contact_list.ts";
import type { ContactIndex, ContactSearch } from "@/lib/store/index/contact_index.ts";
import { TYPES } from "./attributes.ts";

export type Question = Pick<ContactSearch, "words" | "filter" | "sort" | "limit">;

/** Any of the tags; of none, everybody. */
export function anyTag(tagIds: readonly string[]): Condition | null {
  return tagIds.length === 0 ? null : { kind: "member", family: "tags", anyOf: tagIds };
}

const utf8 = new TextEncoder();

/** All contacts that match, in the order of the list. */
export function scan(
  contacts: Iterable<Contact>,
  question: Omit<Question, "limit">,
  types: AttributeTypes = TYPES,
): Contact[] {
  const { words, filter, sort } = question;
  return [...contacts].filter((contact) =>
    matchesSearch(searchText(contact), words) &&
    (filter === null || matchesCondition(filter, filterSubject(contact, types)))
  ).sort(byPlace(sort));
}

function byPlace({ by, direction }: ContactSort): (left: Contact, right: Contact) => number {
  const sign = direction === "asc" ? 1 : -1;
  return (left, right) => {
    const order = by === "name"
      ? compareBytes(utf8.encode(nameSortKey(left.name)), utf8.encode(nameSortKey(right.name)))
      : by === "created"
      ? left.createdAtMs - right.createdAtMs
      : by === "conversations"
      ? (left.conversationCount ?? 0) - (right.conversationCount ?? 0)
      : (left.lastActivityAtMs ?? 0) - (right.lastActivityAtMs ?? 0);
    return sign * (order || left.id - right.id);
  };
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const order = (left[at] ?? 0) - (right[at] ?? 0);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Walks all pages forwards and back again and compares every row; answers the number of comparisons. */
export async function compareAllPages(
  index: ContactIndex,
  contacts: Iterable<Contact>,
  question: Question,
): Promise<number> {
  const expected = scan(contacts, question);
  const cursors: (string | null)[] = [];
  let compared = 0;
  let cursor: string | null = null;
  do {
    cursors.push(cursor);
    const page = await index.search({ ...question, cursor });
    comparePage(page, expected, (cursors.length - 1) * question.limit, question);
    compared += page.rows.length + 2;
    if (page.previous !== null) {
      const before = await index.search({ ...question, cursor: page.previous });
      comparePage(before, expected, (cursors.length - 2) * question.limit, question);
      compared += before.rows.length + 2;
    }
    cursor = page.next;
  } while (cursor !== null);
  assertEquals(cursors.length, Math.max(1, Math.ceil(expected.length / question.limit)));
  return compared;
}

function comparePage(
  page: Awaited<ReturnType<ContactIndex["search"]>>,
  expected: readonly Contact[],
  start: number,
  question: Question,
): void {
  const slice = expected.slice(start, start + question.limit);
  const what = JSON.stringify({ question, start });
  const actual = {
    total: page.total,
    rows: page.rows,
    position: page.position,
    hasPrevious: page.previous !== null,
    hasNext: page.next !== null,
  };
  const right = {
    total: expected.length,
    rows: slice.map(contactRow),
    position: start + 1,
    hasPrevious: start > 0,
    hasNext: start + slice.length < expected.length,
  };
  // Comparing texts is many times faster, and a stress run compares a lot.
  if (JSON.stringify(actual) !== JSON.stringify(right)) assertEquals(actual, right, what);
}

/** Contacts per tag, tags nobody has left out. */
export function scanTagCounts(contacts: Iterable<Contact>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { tagIds } of contacts) {
    for (const tagId of tagIds) counts.set(tagId, (counts.get(tagId) ?? 0) + 1);
  }
  return counts;
}
