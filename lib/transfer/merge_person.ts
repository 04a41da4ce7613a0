// What a row of a file adds to a person who is known already.
import type { ContactFields } from "@/lib/domain/contact.ts";
import type { ImportRules, RowProblem } from "@/lib/domain/import_run.ts";
import { countProblem } from "./rows.ts";

/** E-mails, phones and tags are joined, what is primary stays; name and language follow the rule. */
export function mergePerson(
  known: ContactFields,
  row: ContactFields,
  existing: ImportRules["existing"],
): ContactFields {
  return {
    name: chosen(known.name, row.name, existing),
    language: chosen(known.language ?? "", row.language ?? "", existing) || null,
    emails: joined(known.emails, row.emails, ({ key }) => key),
    phones: joined(known.phones, row.phones, ({ key, typed }) => key ?? `text ${typed}`),
    tagIds: joined(known.tagIds, row.tagIds, (id) => id),
  };
}

/** Whether the joined lists are more than a contact can have. */
export function mergeProblem({ emails, phones, tagIds }: ContactFields): RowProblem | null {
  return countProblem(emails.length, phones.length, tagIds.length);
}

function chosen(known: string, offered: string, existing: ImportRules["existing"]): string {
  switch (existing) {
    case "fill":
      return known || offered;
    case "overwrite":
      return offered || known;
    case "keep":
      return known;
  }
}

function joined<T>(known: T[], offered: T[], keyOf: (value: T) => string): T[] {
  const keys = new Set(known.map(keyOf));
  return [...known, ...offered.filter((value) => !keys.has(keyOf(value)))];
}
