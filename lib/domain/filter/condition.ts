// What a filter means once time, zone and country are known: conditions on plain values. `matchesCondition` is the one
// evaluator that every index is held against (4.4).
import type { FilterSubject } from "./subject.ts";

/** Texts that can be asked about. */
export type TextColumn = "name" | "email" | "phone";
/** Numbers, and times in milliseconds since the epoch. */
export type NumberField = "id" | "created" | "lastActivity" | "imports";
/** Fields whose values are options. */
export type SetFamily = "tags" | "language" | "source";

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
  /** Has a text, or a number, at all. */
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
      return isTextColumn(condition.field)
        ? textsOf(subject, condition.field).length > 0
        : numberOf(subject, condition.field) !== null;
  }
}

export function isTextColumn(field: TextColumn | NumberField): field is TextColumn {
  return field === "name" || field === "email" || field === "phone";
}

/** None, one, or as many as the contact has handles. */
export function textsOf(subject: FilterSubject, column: TextColumn): readonly string[] {
  if (column === "name") return subject.name === "" ? [] : [subject.name];
  return column === "email" ? subject.emails : subject.phones;
}

export function numberOf(subject: FilterSubject, field: NumberField): number | null {
  if (field === "created") return subject.createdAtMs;
  return field === "lastActivity" ? subject.lastActivityAtMs : subject[field];
}

export function membersOf(subject: FilterSubject, family: SetFamily): readonly string[] {
  if (family === "tags") return subject.tagIds;
  if (family === "source") return [subject.source];
  return subject.language === null ? [] : [subject.language];
}

export function matchesText(text: string, test: TextTest, value: string): boolean {
  if (test === "is") return text === value;
  return test === "starts" ? text.startsWith(value) : text.includes(value);
}
