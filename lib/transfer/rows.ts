// From a record of a file to the person it tells of, or to the reason why it cannot be taken.
import type { CountryCode } from "libphonenumber-js";
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeKeyOf } from "@/lib/domain/attribute_key.ts";
import { parseAttributeValue } from "@/lib/domain/attribute_value.ts";
import {
  type AttributeValue,
  type ContactFields,
  type Email,
  HANDLES_MAX,
  NAME_CHARS_MAX,
  type Phone,
  TAGS_MAX,
} from "@/lib/domain/contact.ts";
import { cleanName, emailKey, PHONE_CHARS_MAX, phoneKey } from "@/lib/domain/handle.ts";
import {
  type ColumnTarget,
  type ImportLayout,
  type RowProblem,
  rowReasonSchema,
} from "@/lib/domain/import_run.ts";
import { TAG_NAME_CHARS_MAX } from "@/lib/domain/tag.ts";
import type { FieldProblem } from "@/lib/errors.ts";
import { withoutFormulaGuard } from "./formula.ts";
import { languageCode } from "./languages.ts";
import type { FileRecord } from "./record.ts";

/** How to read the records of one file. */
export interface RowReader {
  format: ImportLayout["format"];
  columns: ColumnTarget[];
  country: CountryCode;
  /** Definitions that are not deleted, by field `attr.<key>`. */
  attributes: ReadonlyMap<string, Attribute>;
}

/** A row's person; tags still by name. */
export interface RowPerson {
  fields: Omit<ContactFields, "tagIds">;
  tagNames: string[];
}

export interface RowReading {
  row: number;
  cells: string[];
  /** Null when the row is rejected or empty; `problem` says why. */
  person: RowPerson | null;
  problem: RowProblem | null;
  /** What was left out of a row that is taken. */
  warnings: RowProblem[];
}

const VALUE_CHARS_MAX = 100;

/** Reads one record. */
export function readRow(record: FileRecord, reader: RowReader): RowReading {
  const { row, cells } = record;
  const reading: RowReading = { row, cells, person: null, problem: null, warnings: [] };
  reading.problem = recordProblem(record, reader);
  if (reading.problem !== null) return reading;
  const parts = cellParts(cells, reader);
  const person = readPerson(parts, reader, reading.warnings);
  reading.problem = personProblem(person, parts);
  if (reading.problem === null) reading.person = person;
  return reading;
}

/** A problem with the value found, shortened: it is stored and shown. */
export function rowProblem(
  reason: RowProblem["reason"],
  column: number | null = null,
  value = "",
): RowProblem {
  return { reason, column, value: value.slice(0, VALUE_CHARS_MAX).toWellFormed() };
}

interface Part {
  column: number;
  target: ColumnTarget;
  /** One of several values of a cell, cleaned, never empty. */
  value: string;
}

function recordProblem({ cells, problem }: FileRecord, { columns }: RowReader): RowProblem | null {
  if (problem !== null) return rowProblem(problem, null, cells.join(" "));
  if (cells.every((cell) => cell.trim() === "")) return rowProblem("empty");
  const beyond = cells.findIndex((cell, at) => at >= columns.length && cell.trim() !== "");
  return beyond === -1 ? null : rowProblem("too_many_columns", null, cells[beyond]);
}

function cellParts(cells: string[], { columns, format }: RowReader): Part[] {
  return columns.flatMap((target, column): Part[] => {
    if (target === "ignore") return [];
    const cell = withoutFormulaGuard(cells[column] ?? "");
    const values = format === "vcard" ? cell.split("\n") : splitCell(cell, target);
    return values.map((value) => ({ column, target, value: cleanName(value) }))
      .filter(({ value }) => value !== "");
  });
}

/** Several values in a cell: Google joins with `:::`, people with commas, semicolons, bars and line ends. */
function splitCell(cell: string, target: ColumnTarget): string[] {
  switch (target) {
    case "email":
      return cell.split(/:::|[;,|\s]+(?=[^\s;,|<]*@)|[;,|\n]/);
    case "phone":
      return cell.split(/:::|;(?!ext=)|[,|\n]|\s\/\s/);
    case "tags":
      return cell.split(/:::|[;,|\n]/);
    default:
      return [cell];
  }
}

function readPerson(parts: Part[], reader: RowReader, warnings: RowProblem[]): RowPerson {
  return {
    fields: {
      name: readName(parts),
      emails: readEmails(parts),
      phones: readPhones(parts, reader, warnings),
      language: readLanguage(parts, warnings),
      ...readAttributes(parts, reader, warnings),
    },
    tagNames: readTagNames(parts, warnings),
  };
}

function readName(parts: Part[]): string {
  const first = (target: ColumnTarget) => parts.find((part) => part.target === target)?.value ?? "";
  const composed = [first("first_name"), first("middle_name"), first("last_name")]
    .filter((part) => part !== "").join(" ");
  return first("name") || composed || first("organisation");
}

/** Bare address of `Ivan <ivan@example.com>` or `mailto:ivan@example.com`. */
function bareEmail(value: string): string {
  return /<([^<>]+)>\s*$/.exec(value)?.[1]?.trim() ?? value.replace(/^mailto:/i, "");
}

/** An address that is none has "" as its key, which `personProblem` refuses. */
function readEmails(parts: Part[]): Email[] {
  const emails = parts.filter(({ target }) => target === "email").map(({ value }) => {
    const typed = bareEmail(value);
    return { typed, key: emailKey(typed) ?? "" };
  });
  return uniqueBy(emails, ({ key, typed }) => key || typed);
}

function readPhones(parts: Part[], { country }: RowReader, warnings: RowProblem[]): Phone[] {
  const phones: Phone[] = [];
  for (const { target, value, column } of parts) {
    if (target !== "phone") continue;
    if (value.length > PHONE_CHARS_MAX) {
      warnings.push(rowProblem("phone_too_long", column, value));
      continue;
    }
    const key = phoneKey(value, country);
    if (key === null) warnings.push(rowProblem("phone_as_text", column, value));
    phones.push({ typed: value, key });
  }
  return uniqueBy(phones, ({ key, typed }) => key ?? typed);
}

function readLanguage(parts: Part[], warnings: RowProblem[]): string | null {
  const part = parts.find(({ target }) => target === "language");
  if (part === undefined) return null;
  const code = languageCode(part.value);
  if (code === null) warnings.push(rowProblem("language_unknown", part.column, part.value));
  return code;
}

/** The first value of each attribute; without the field where no column is one. */
function readAttributes(
  parts: Part[],
  { attributes }: RowReader,
  warnings: RowProblem[],
): Pick<ContactFields, "attributes"> {
  const values = new Map<string, AttributeValue>();
  for (const { target, value: text, column } of parts) {
    const key = attributeKeyOf(target);
    if (key === null || values.has(key)) continue;
    const attribute = attributes.get(target);
    const { value, problem } = attribute === undefined
      ? { value: null, problem: { code: "attribute_unknown" } }
      : parseAttributeValue(attribute, text);
    if (problem !== null) warnings.push(rowProblem(attributeReason(problem), column, text));
    else if (value !== null) values.set(key, value);
  }
  return values.size > 0 ? { attributes: Object.fromEntries(values) } : {};
}

function attributeReason({ code }: FieldProblem): RowProblem["reason"] {
  if (code === "too_long") return "attribute_too_long";
  if (code === "attribute_pattern_hint") return "attribute_pattern";
  const { data } = rowReasonSchema.safeParse(code);
  return data ?? "attribute_invalid";
}

function readTagNames(parts: Part[], warnings: RowProblem[]): string[] {
  const names: string[] = [];
  for (const { target, value, column } of parts) {
    // Google's own groups: * myContacts, * starred.
    if (target !== "tags" || value.startsWith("* ")) continue;
    if (value.length > TAG_NAME_CHARS_MAX) warnings.push(rowProblem("tag_too_long", column, value));
    else names.push(value);
  }
  return uniqueBy(names, (name) => name.toLowerCase());
}

function personProblem({ fields, tagNames }: RowPerson, parts: Part[]): RowProblem | null {
  const bad = fields.emails.find(({ key }) => key === "");
  if (bad !== undefined) {
    const part = parts.find(({ target, value }) => target === "email" && value.includes(bad.typed));
    return rowProblem("email_invalid", part?.column ?? null, bad.typed);
  }
  if (fields.name.length > NAME_CHARS_MAX) {
    return rowProblem("name_too_long", columnOf(parts, /name|organisation/), fields.name);
  }
  if (
    fields.name === "" && fields.emails.length === 0 &&
    fields.phones.every(({ key }) => key === null)
  ) {
    return rowProblem("nothing_usable", null, parts.map(({ value }) => value).join(" "));
  }
  return countProblem(fields.emails.length, fields.phones.length, tagNames.length);
}

/** Whether so many handles and tags are more than a contact can have (1.6). */
export function countProblem(emails: number, phones: number, tags: number): RowProblem | null {
  if (emails > HANDLES_MAX) return rowProblem("too_many_emails", null, String(emails));
  if (phones > HANDLES_MAX) return rowProblem("too_many_phones", null, String(phones));
  return tags > TAGS_MAX ? rowProblem("too_many_tags", null, String(tags)) : null;
}

function columnOf(parts: Part[], targets: RegExp): number | null {
  return parts.find(({ target }) => targets.test(target))?.column ?? null;
}

function uniqueBy<T>(list: T[], keyOf: (value: T) => string): T[] {
  const seen = new Set<string>();
  return list.filter((value) => !seen.has(keyOf(value)) && seen.add(keyOf(value)));
}
