// Filter conditions as SQL over the bench's table, each in the form that its indexes serve.
import { attributeKeyOf } from "@/lib/domain/attribute_key.ts";
import {
  type AttributeColumn,
  type Condition,
  isAttributeColumn,
  type NumberField,
  type SetFamily,
  type TextColumn,
  type TextTest,
} from "@/lib/domain/filter/condition.ts";
import { fold } from "@/lib/domain/fold.ts";
import { BENCH_TYPES } from "./attributes.ts";
import { tagPlaceOf } from "./people.ts";

export type Value = string | number | string[] | number[];

/** Collects what the placeholders of one statement stand for. */
export class Values {
  readonly list: Value[] = [];

  /** The placeholder of a value. */
  add(value: Value): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}

/**
 * True for the rows that meet the condition; for others false, or unknown where a column is NULL, which WHERE takes for
 * false and `IS NOT TRUE` turns round.
 */
export function conditionSql(condition: Condition, values: Values): string {
  switch (condition.kind) {
    case "all":
      return joined(condition.of, "AND", values) ?? "TRUE";
    case "any":
      return joined(condition.of, "OR", values) ?? "FALSE";
    case "not":
      return negatedSql(condition.of, values);
    case "text":
      return anyText(condition, values);
    case "range":
      return rangeSql(condition, values);
    case "member":
      return memberSql(condition, values);
    case "present":
      return presentSql(condition.field);
  }
}

/** In the form that the planner knows most about: IS NOT TRUE is right for all, and opaque to it. */
function negatedSql(condition: Condition, values: Values): string {
  if (condition.kind === "present") return absentSql(condition.field);
  if (condition.kind === "member" && condition.family === "tags" && condition.anyOf.length === 0) {
    return "tags = '{}'";
  }
  const sql = conditionSql(condition, values);
  // Only these two are never NULL.
  const isTold = condition.kind === "member" &&
    (condition.family === "tags" || condition.family === "source");
  return isTold ? `NOT (${sql})` : `(${sql}) IS NOT TRUE`;
}

/** A pattern of LIKE for texts that contain this one. */
export function likeInside(text: string): string {
  return `%${likeEscaped(text)}%`;
}

function joined(parts: readonly Condition[], word: string, values: Values): string | null {
  if (parts.length === 0) return null;
  return `(${parts.map((part) => conditionSql(part, values)).join(` ${word} `)})`;
}

function textColumn(column: TextColumn): string {
  if (isAttributeColumn(column)) return attributeColumn(column);
  return column === "name" ? "name_folded" : column;
}

/** Each attribute of the bench has a column of its own. */
function attributeColumn(column: AttributeColumn): string {
  const key = attributeKeyOf(column) ?? "";
  if (BENCH_TYPES(key) === null) throw new RangeError(`The bench has no attribute ${key}`);
  return key;
}

interface TextCondition {
  column: TextColumn;
  test: TextTest;
  values: readonly string[];
}

function anyText({ column, test, values: texts }: TextCondition, values: Values): string {
  if (texts.length === 0) return "FALSE";
  const parts = texts.map((text) => textSql(column, test, { text, values }));
  return `(${parts.join(" OR ")})`;
}

/** Nobody of the bench has two e-mails or two phones, so one column each does, which is PostgreSQL's best case. */
function textSql(
  column: TextColumn,
  test: TextTest,
  { text, values }: { text: string; values: Values },
): string {
  const name = textColumn(column);
  // The column has E.164 numbers, the condition has digits.
  const whole = column === "phone" ? `+${text}` : text;
  if (test === "is") return `${name} = ${values.add(whole)}`;
  if (test === "starts") return `${name} LIKE ${values.add(`${likeEscaped(whole)}%`)}`;
  // Cities have trigrams of their own; sites are few.
  if (isAttributeColumn(column)) return `${name} LIKE ${values.add(likeInside(text))}`;
  // The one trigram index knows what contains the folded text; the column then says whether it is the right place.
  const prefilter = `search_text LIKE ${values.add(likeInside(fold(text).trim()))}`;
  return `(${prefilter} AND ${name} LIKE ${values.add(likeInside(text))})`;
}

function likeEscaped(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

const NUMBER_COLUMNS = {
  id: "id",
  created: "created_at",
  lastActivity: "last_activity_at",
  imports: "cardinality(import_runs)",
  conversations: "conversations",
  blockedUntil: "blocked_until",
};

/** The columns hold whole numbers, so bounds between them are moved to the next one, and the indexes can be used. */
function rangeSql(
  { field, from, to }: { field: NumberField; from: number; to: number },
  values: Values,
): string {
  const isOfAttribute = isAttributeColumn(field);
  const column = isOfAttribute ? attributeColumn(field) : NUMBER_COLUMNS[field];
  const type = isOfAttribute ? "double precision" : "bigint";
  const bounds = [[">=", from], ["<", to]] as const;
  const parts = bounds.filter(([, bound]) => Number.isFinite(bound))
    .map(([sign, bound]) =>
      `${column} ${sign} ${values.add(isOfAttribute ? bound : Math.ceil(bound))}::${type}`
    );
  if (from === Infinity || to === -Infinity) return "FALSE";
  return parts.length === 0 ? `${column} IS NOT NULL` : `(${parts.join(" AND ")})`;
}

function memberSql(
  { family, anyOf }: { family: SetFamily; anyOf: readonly string[] },
  values: Values,
): string {
  if (family === "tags") {
    if (anyOf.length === 0) return "tags <> '{}'";
    return `tags && ${values.add(anyOf.map(tagPlaceOf))}::int[]`;
  }
  if (family === "channel" || family === "blockReason") {
    throw new RangeError(`The bench does not ask about ${family}`);
  }
  const column = isAttributeColumn(family) ? attributeColumn(family) : family;
  if (anyOf.length === 0) return `${column} IS NOT NULL`;
  return `${column} = ANY(${values.add([...anyOf])}::text[])`;
}

function presentSql(field: TextColumn | NumberField): string {
  if (isAttributeColumn(field)) return `${attributeColumn(field)} IS NOT NULL`;
  return PRESENT[field];
}

function absentSql(field: TextColumn | NumberField): string {
  if (isAttributeColumn(field)) return `${attributeColumn(field)} IS NULL`;
  return ABSENT[field];
}

const PRESENT = {
  name: "name_folded <> ''",
  email: "email IS NOT NULL",
  phone: "phone IS NOT NULL",
  id: "TRUE",
  created: "TRUE",
  lastActivity: "last_activity_at IS NOT NULL",
  imports: "TRUE",
  conversations: "TRUE",
  blockedUntil: "blocked_until IS NOT NULL",
};

const ABSENT = {
  name: "name_folded = ''",
  email: "email IS NULL",
  phone: "phone IS NULL",
  id: "FALSE",
  created: "FALSE",
  lastActivity: "last_activity_at IS NULL",
  imports: "FALSE",
  conversations: "FALSE",
  blockedUntil: "blocked_until IS NULL",
};
