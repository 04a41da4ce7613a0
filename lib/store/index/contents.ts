// What is packed of a contact: its text and number in each column, and the sets it is in.
import { type AttributeColumn, numberOf, textsOf } from "@/lib/domain/filter/condition.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import type { SubjectAttributes } from "@/lib/domain/filter/subject.ts";
import { type IndexState, lastMs } from "./dirty.ts";
import { narrow } from "./narrow.ts";
import {
  blockReasonSet,
  channelSet,
  choiceSet,
  hasSet,
  languageSet,
  NUMBER_COLUMNS,
  type NumberColumn,
  sourceSet,
  tagSet,
  TEXT_COLUMNS,
  type TextColumn,
} from "./packed.ts";
import { keyBytesOf } from "./place.ts";

/** The columns that the state has something in; every contact is in those that are not attributes'. */
export function textColumns({ subject: { attributes } }: IndexState): readonly TextColumn[] {
  return attributes === undefined ? TEXT_COLUMNS : withAttributes(TEXT_COLUMNS, attributes.texts);
}

export function numberColumns({ subject: { attributes } }: IndexState): readonly NumberColumn[] {
  return attributes === undefined
    ? NUMBER_COLUMNS
    : withAttributes(NUMBER_COLUMNS, attributes.numbers);
}

function withAttributes<Column>(
  columns: readonly Column[],
  values: Readonly<Record<string, unknown>>,
): (Column | AttributeColumn)[] {
  return [...columns, ...Object.keys(values).map(attributeField)];
}

/** A text as it is stored in its column: one byte a letter; handles are lines. "" where an attribute has none. */
export function columnText(column: TextColumn, { text, nameKey, subject }: IndexState): string {
  if (column === "text") return narrow(text);
  if (column === "name") return keyBytesOf(nameKey);
  return narrow(textsOf(subject, column).join("\n"));
}

/** 0 where an attribute has none. */
export function columnNumber(
  column: NumberColumn,
  { id, state: { subject } }: { id: number; state: IndexState },
): number {
  switch (column) {
    case "id":
      return id;
    case "created":
      return subject.createdAtMs;
    case "last":
      return lastMs(subject);
    default:
      return numberOf(subject, column) ?? 0;
  }
}

/** The names of all sets a contact is in, but `alive`. */
export function setNames({ subject }: IndexState): string[] {
  const { name, emails, phones, tagIds, language, source, channelIds, attributes } = subject;
  const { blockedUntilMs, blockReason } = subject;
  const names = [...tagIds.map(tagSet), sourceSet(source)];
  if (language !== null) names.push(languageSet(language), hasSet("language"));
  if (name !== "") names.push(hasSet("name"));
  if (emails.length > 0) names.push(hasSet("email"));
  if (phones.length > 0) names.push(hasSet("phone"));
  if (tagIds.length > 0) names.push(hasSet("tags"));
  if (channelIds !== undefined) names.push(...channelIds.map(channelSet), hasSet("channel"));
  if (blockedUntilMs !== undefined) names.push(hasSet("blockedUntil"));
  if (blockReason !== undefined) names.push(blockReasonSet(blockReason), hasSet("blockReason"));
  if (attributes !== undefined) names.push(...attributeSets(attributes));
  return names;
}

function attributeSets({ texts, numbers, choices }: SubjectAttributes): string[] {
  const keys = [texts, numbers, choices].flatMap((values) => Object.keys(values));
  return [
    ...keys.map((key) => hasSet(attributeField(key))),
    ...Object.entries(choices).map(([key, choice]) => choiceSet(key, choice)),
  ];
}
