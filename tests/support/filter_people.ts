// A few contacts whom filters tell apart, at a moment of their own.
import type { Contact } from "@/lib/domain/contact.ts";
import { emailKey, phoneKey } from "@/lib/domain/handle.ts";
import { matchesCondition } from "@/lib/domain/filter/condition.ts";
import { findContactField } from "@/lib/domain/filter/field.ts";
import { filterTags } from "@/lib/domain/filter/filter_tags.ts";
import { resolveFilter, type ResolveOptions } from "@/lib/domain/filter/resolve.ts";
import { filterSubject } from "@/lib/domain/filter/subject.ts";
import type { FilterTree } from "@/lib/domain/filter/tree.ts";

const KYIV = "Europe/Kyiv";
export const NOW = Date.parse("2026-11-22T12:00:30Z"); // 14:00:30 in Kyiv
export const OPTIONS: ResolveOptions = {
  findField: findContactField,
  tags: filterTags([
    { id: "vip", deletedAtMs: null },
    { id: "gold", deletedAtMs: null },
    { id: "old", deletedAtMs: 1 },
  ]),
  nowMs: NOW,
  timeZone: KYIV,
  country: "UA",
};

interface Person extends Partial<Omit<Contact, "emails" | "phones">> {
  emails?: string[];
  phones?: string[];
}

function aContact({ emails = [], phones = [], ...person }: Person): Contact {
  return {
    id: 1,
    name: "",
    tagIds: [],
    language: null,
    source: "manual",
    createdAtMs: Date.parse("2026-11-01T10:00:00Z"),
    lastActivityAtMs: null,
    revision: 1,
    ...person,
    emails: emails.map((typed) => ({ typed, key: emailKey(typed) ?? typed })),
    phones: phones.map((typed) => ({ typed, key: phoneKey(typed, "UA") })),
  };
}

/** Whom a test's rules find: each is there for what the others lack. */
export const PEOPLE: Record<string, Contact> = {
  nobody: aContact({ id: 1 }),
  olena: aContact({
    id: 2,
    name: "Олена Григор’єва",
    emails: ["olena@example.com", "Second+box@Пошта.укр"],
    phones: ["+380 67 123-45-67", "+48 22 123 45 67"],
    tagIds: ["vip", "gold"],
    language: "uk",
    source: "import",
    importRunIds: ["a", "b"],
    createdAtMs: Date.parse("2026-11-20T22:00:00Z"), // 21 November, 00:00 in Kyiv
    lastActivityAtMs: Date.parse("2026-11-22T11:59:59.999Z"),
  }),
  john: aContact({
    id: 10,
    name: "John 50% Smith",
    emails: ["john@example.com"],
    phones: ["call me"],
    tagIds: ["old"],
    language: "en",
    source: "seed",
    importRunIds: ["a"],
    createdAtMs: Date.parse("2026-11-20T21:59:59.999Z"), // the last moment of 20 November in Kyiv
    lastActivityAtMs: Date.parse("2026-10-23T12:00:00Z"), // 30 days ago, when clocks were an hour ahead
  }),
};

/** Whom the tree finds, by their names here. */
export function foundBy(tree: FilterTree, options = OPTIONS): string[] {
  const { condition } = resolveFilter(tree, options);
  return Object.keys(PEOPLE).filter((key) =>
    PEOPLE[key] !== undefined && matchesCondition(condition, filterSubject(PEOPLE[key], () => null))
  );
}
