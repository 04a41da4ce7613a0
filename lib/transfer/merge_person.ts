// What a row of a file adds to a person who is known already.
import {
  ATTRIBUTE_VALUES_BYTES_MAX,
  ATTRIBUTE_VALUES_MAX,
  attributeValuesBytes,
} from "@/lib/domain/attribute.ts";
import type { AttributeValues, ContactFields } from "@/lib/domain/contact.ts";
import type { ImportRules, RowProblem } from "@/lib/domain/import_run.ts";
import { countProblem, rowProblem } from "./rows.ts";

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
    ...mergedAttributes(known.attributes, row.attributes, existing),
  };
}

/** Each value by the rule; without the field where the row has none. */
function mergedAttributes(
  known: AttributeValues = {},
  row: AttributeValues | undefined,
  existing: ImportRules["existing"],
): Pick<ContactFields, "attributes"> {
  if (row === undefined || existing === "keep") return {};
  return { attributes: existing === "fill" ? { ...row, ...known } : { ...known, ...row } };
}

/** Whether the joined lists are more than a contact can have. */
export function mergeProblem(fields: ContactFields): RowProblem | null {
  const { emails, phones, tagIds, attributes = {} } = fields;
  return countProblem(emails.length, phones.length, tagIds.length) ?? valuesProblem(attributes);
}

function valuesProblem(attributes: AttributeValues): RowProblem | null {
  const count = Object.keys(attributes).length;
  const fits = count <= ATTRIBUTE_VALUES_MAX &&
    attributeValuesBytes(attributes) <= ATTRIBUTE_VALUES_BYTES_MAX;
  return fits ? null : rowProblem("too_many_attributes", null, String(count));
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
