// What a filter means once time, zone and country are known: conditions on plain values. `matchesCondition` is the one
// evaluator that every index is held against (4.4).
import { attributeKeyOf } from "../attribute_key.ts";
import type { FilterSubject } from "./subject.ts";

/** Values of an attribute, which one column, number or family has all of: its type never changes. */
export type AttributeColumn = `attr.${string}`;
/** Texts that can be asked about. */
export type TextColumn = "name" | "email" | "phone" | AttributeColumn;
/** Numbers, times in milliseconds since the epoch, and dates of attributes in days since then. */
export type NumberField =
  | "id"
  | "created"
  | "lastActivity"
  | "imports"
  | "conversations"
  /** The end of a block, over or not; `FOREVER_MS` of one that has none. */
  | "blockedUntil"
  | AttributeColumn;
/** Fields whose values are options. */
export type SetFamily =
  | "tags"
  | "language"
  | "source"
  | "channel"
  | "blockReason"
  | AttributeColumn;

export type Condition =
  /** Every one; none at all is everybody. */
  | { kind: "all"; of: readonly Condition[] }
  /** At least one; none at all is nobody. */
  | { kind: "any"; of: readonly Condition[] }
  | { kind: "not"; of: Condition }
  /** One of the contact's texts is, contains or starts with one of the values; values are in the form of the column. */
  | { kind: "text"; column: TextColumn; test: TextTest; values: readonly string[] }
  /** `from` ≤ number < `to`; no number is in no range. */
  | { kind: "range"; field: NumberField; from: number; to: number }
  /** The contact has at least one of these; an empty list is "has any at all". */
  | { kind: "member"; family: SetFamily; anyOf: readonly string[] }
  /** Has a text, or a number, at all; of an attribute, any value. */
  | { kind: "present"; field: TextColumn | NumberField };

export type TextTest = "is" | "contains" | "starts";

export const EVERYBODY: Condition = { kind: "all", of: [] };
export const NOBODY: Condition = { kind: "any", of: [] };

/** Whether one contact meets the condition. Plain on purpose: no index, no cache. */
export function matchesCondition(condition: Condition, subject: FilterSubject): boolean {
  switch (condition.kind) {
    case "all":
      return condition.of.every((part) => matchesCondition(part, subject));
    case "any":
      return condition.of.some((part) => matchesCondition(part, subject));
    case "not":
      return !matchesCondition(condition.of, subject);
    case "text":
      return textsOf(subject, condition.column).some((text) =>
        condition.values.some((value) => matchesText(text, condition.test, value))
      );
    case "range": {
      const number = numberOf(subject, condition.field);
      return number !== null && condition.from <= number && number < condition.to;
    }
    case "member": {
      const members = membersOf(subject, condition.family);
      if (condition.anyOf.length === 0) return members.length > 0;
      return members.some((member) => condition.anyOf.includes(member));
    }
    case "present":
      return isPresent(subject, condition.field);
  }
}

function isPresent(subject: FilterSubject, field: TextColumn | NumberField): boolean {
  if (isAttributeColumn(field)) {
    return textsOf(subject, field).length > 0 || numberOf(subject, field) !== null ||
      membersOf(subject, field).length > 0;
  }
  if (field === "name" || field === "email" || field === "phone") {
    return textsOf(subject, field).length > 0;
  }
  return numberOf(subject, field) !== null;
}

export function isAttributeColumn(field: string): field is AttributeColumn {
  return field.startsWith("attr.");
}

/** None, one, or as many as the contact has handles. */
export function textsOf(subject: FilterSubject, column: TextColumn): readonly string[] {
  if (column === "name") return subject.name === "" ? [] : [subject.name];
  if (column === "email") return subject.emails;
  if (column === "phone") return subject.phones;
  const text = subject.attributes?.texts[keyOf(column)];
  return text === undefined ? [] : [text];
}

export function numberOf(subject: FilterSubject, field: NumberField): number | null {
  switch (field) {
    case "id":
    case "imports":
      return subject[field];
    case "created":
      return subject.createdAtMs;
    case "lastActivity":
      return subject.lastActivityAtMs;
    case "conversations":
      return subject.conversations ?? 0;
    case "blockedUntil":
      return subject.blockedUntilMs ?? null;
    default:
      return subject.attributes?.numbers[keyOf(field)] ?? null;
  }
}

export function membersOf(subject: FilterSubject, family: SetFamily): readonly string[] {
  switch (family) {
    case "tags":
      return subject.tagIds;
    case "source":
      return [subject.source];
    case "channel":
      return subject.channelIds ?? [];
    case "blockReason":
      return subject.blockReason === undefined ? [] : [subject.blockReason];
    case "language":
      return subject.language === null ? [] : [subject.language];
    default: {
      const choice = subject.attributes?.choices[keyOf(family)];
      return choice === undefined ? [] : [choice];
    }
  }
}

function keyOf(column: AttributeColumn): string {
  return attributeKeyOf(column) ?? "";
}

export function matchesText(text: string, test: TextTest, value: string): boolean {
  if (test === "is") return text === value;
  return test === "starts" ? text.startsWith(value) : text.includes(value);
}
