// Random filters for stress runs: trees as people build them, and conditions deeper than any tree gets.
import { attributeKeyOf } from "@/lib/domain/attribute_key.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import {
  type Condition,
  membersOf,
  type NumberField,
  numberOf,
  type SetFamily,
  type TextColumn,
  textsOf,
} from "@/lib/domain/filter/condition.ts";
import { arityOf, type FilterField, opsOf } from "@/lib/domain/filter/field.ts";
import { filterSubject } from "@/lib/domain/filter/subject.ts";
import type { FilterGroup, FilterOp, FilterRule, FilterTree } from "@/lib/domain/filter/tree.ts";
import { RULES_MAX } from "@/lib/domain/filter/tree.ts";
import { canonicalNumber } from "@/lib/domain/filter/value.ts";
import { CHANNELS, CHOICES, FIELDS, NUMBERS, TYPES } from "./attributes.ts";
import { aMoment, LANGUAGES, TAGS } from "./people.ts";
import { DAY_MS, FIRST_DAY_MS, pick, PIECES, whole } from "./random.ts";

/** Values of rules are near those of one of these, so that rules joined by "all" find someone. */
export interface Crowd {
  random: () => number;
  contacts: readonly Contact[];
}

/** Tags that rules name though nobody has them: one that was deleted, one that never was. */
export const DELETED_TAG = "gone";
const UNKNOWN_TAG = "unheard-of";
const ODD_TEXTS = [
  "",
  " ",
  "%",
  "_",
  "'",
  '"',
  "\\",
  "ʼ",
  "😀",
  "\ud83d",
  "\u202e",
  "\n",
  "\0",
  "ß",
];
const NOBODY_LIKE: Contact = {
  id: 1,
  name: "Ivan",
  emails: [{ typed: "a@b.ua", key: "a@b.ua" }],
  phones: [{ typed: "0671234567", key: "+380671234567" }],
  tagIds: [],
  language: null,
  source: "manual",
  createdAtMs: FIRST_DAY_MS,
  lastActivityAtMs: null,
  revision: 1,
};

/** 1 to 25 rules, mostly few, over all fields and operators. */
export function aTree(crowd: Crowd): FilterTree {
  const { random } = crowd;
  const target = aTarget(crowd);
  let left = pick(random, [1, 1, 2, 2, 3, 3, 4, 6, 10, RULES_MAX]);
  const tree: FilterTree = { match: aMatch(random, left), rules: [] };
  while (left > 0) {
    const inGroup = random() < 0.25 ? whole(random, 1, Math.min(left, 5)) : 0;
    if (inGroup === 0) tree.rules.push(aRule(random, target));
    else tree.rules.push(aGroup(random, target, inGroup));
    left -= Math.max(1, inGroup);
  }
  return tree;
}

/** Many rules that all must hold find nobody. */
function aMatch(random: () => number, rules: number): "all" | "any" {
  return random() < 1.5 / (rules + 1) ? "all" : "any";
}

function aTarget({ random, contacts }: Crowd): Contact {
  return contacts.length === 0 ? NOBODY_LIKE : pick(random, contacts);
}

function aGroup(random: () => number, target: Contact, count: number): FilterGroup {
  const rules = Array.from({ length: count }, () => aRule(random, target));
  return { match: aMatch(random, count), rules };
}

export function aRule(random: () => number, target: Contact): FilterRule {
  const field = pick(random, FIELDS);
  const op = pick(random, opsOf(field));
  return { field: field.key, op, values: someValues(random, { field, op }, target) };
}

function someValues(
  random: () => number,
  { field, op }: { field: FilterField; op: FilterOp },
  target: Contact,
): string[] {
  if (arityOf(op) === "none") return [];
  const isMany = field.kind === "tags" || field.kind === "list";
  const count = op === "between" ? 2 : isMany ? whole(random, 1, 3) : 1;
  const values = Array.from({ length: count }, () => aValue(random, { field, op }, target));
  if (op === "between") {
    values.sort((left, right) => field.kind === "number" ? +left - +right : left < right ? -1 : 1);
  }
  return [...new Set(values)].length === count || op === "between" ? values : [...new Set(values)];
}

function aValue(
  random: () => number,
  { field, op }: { field: FilterField; op: FilterOp },
  target: Contact,
): string {
  switch (field.kind) {
    case "text":
      return aText(random, textOf(random, field.key, target), op);
    case "number":
      return aNumber(random, field.key, target);
    case "date":
      return op === "last" || op === "ago" ? aPeriod(random) : aDay(random, field.key, target);
    case "tags":
      return pick(random, [...target.tagIds, ...TAGS, DELETED_TAG, UNKNOWN_TAG]);
    case "list":
      return field.key === "language"
        ? pick(random, [...LANGUAGES, "de"]) ?? "uk"
        : pick(random, [...optionsOf(field.key, target), ...field.options ?? []]);
    case "checkbox":
      return "";
  }
}

function aNumber(random: () => number, field: string, target: Contact): string {
  const key = attributeKeyOf(field);
  if (key !== null) {
    const known = target.attributes?.[key];
    const number = typeof known === "number" ? known : pick(random, NUMBERS);
    return canonicalNumber(String(number + pick(random, [-1, 0, 0, 0.5]))) ?? "0";
  }
  const near = field === "id"
    ? target.id
    : field === "conversations"
    ? target.conversationCount ?? 0
    : target.importRunIds?.length ?? 0;
  return String(near + pick(random, [-1, 0, 0, 1, 5]));
}

/** Of lists: what the contact has. */
function optionsOf(field: string, target: Contact): string[] {
  if (field === "channel") return target.channelIds ?? [];
  const value = target.attributes?.[attributeKeyOf(field) ?? ""];
  return typeof value === "string" && CHOICES.includes(value) ? [value] : [];
}

/** As the contact has it, in the spelling in which it was typed or the one it is compared in. */
function textOf(random: () => number, field: string, target: Contact): string {
  const { name, emails, phones, attributes } = target;
  const key = attributeKeyOf(field);
  if (key !== null) return String(attributes?.[key] ?? pick(random, PIECES));
  if (field === "name") return random() < 0.5 ? name : filterSubject(target, TYPES).name;
  const handle = (field === "email" ? emails : phones)[0];
  return (random() < 0.5 ? handle?.typed : handle?.key) ?? "067";
}

function aText(random: () => number, whole: string, op: FilterOp): string {
  if (random() < 0.2) return random() < 0.5 ? pick(random, PIECES) : pick(random, ODD_TEXTS);
  const cased = random() < 0.2 ? whole.toUpperCase() : whole;
  if (op === "is" || op === "is_not") return cased || "Ivan";
  return aPiece(random, cased, op === "starts") || "iv";
}

/** Cut between UTF-16 units, so that halves of emoji come about. */
function aPiece(random: () => number, text: string, isStart: boolean): string {
  const from = isStart ? 0 : Math.floor(random() * text.length);
  return text.slice(from, from + whole(random, 1, 8));
}

function aPeriod(random: () => number): string {
  return pick(random, ["1h", "26h", "1d", "3d", "12d", "30d", "1w", "4w", "1m", "2m"]);
}

function aDay(random: () => number, field: string, target: Contact): string {
  const value = target.attributes?.[attributeKeyOf(field) ?? ""];
  const known = typeof value === "string" ? Date.parse(value) : NaN;
  if (known >= Date.UTC(1910, 0) && known < Date.UTC(2190, 0)) {
    return new Date(known + pick(random, [-1, 0, 0, 1, 7]) * DAY_MS).toISOString().slice(0, 10);
  }
  const ms = field === "created" ? target.createdAtMs : target.lastActivityAtMs ?? FIRST_DAY_MS;
  return new Date(ms + pick(random, [-1, 0, 0, 1, 7]) * DAY_MS).toISOString().slice(0, 10);
}

/** Rules in the tree, those in groups included. */
export function rulesOf(tree: FilterTree): FilterRule[] {
  return tree.rules.flatMap((item) => "match" in item ? item.rules : [item]);
}

const TEXT_COLUMNS: readonly TextColumn[] = [
  "name",
  "email",
  "phone",
  "attr.code",
  "attr.site",
  "attr.old_text",
];
const NUMBER_FIELDS: readonly NumberField[] = [
  "id",
  "created",
  "lastActivity",
  "imports",
  "conversations",
  "attr.owes",
  "attr.due",
];

/** A list's and a checkbox's too, and one that nobody can have. */
const PRESENT = [
  ...TEXT_COLUMNS,
  ...NUMBER_FIELDS,
  "attr.plan",
  "attr.vip",
  "attr.undefined_yet",
] as const;

/** Any condition at all, also such as no tree resolves to: nested anyhow, with empty joins and empty ranges. */
export function aCondition(crowd: Crowd, depth = 4): Condition {
  const { random } = crowd;
  if (depth > 0 && random() < 0.55) {
    const kind = pick(random, ["all", "any", "not"] as const);
    if (kind === "not") return { kind, of: aCondition(crowd, depth - 1) };
    const length = pick(random, [0, 1, 2, 2, 2, 3, 5]);
    return { kind, of: Array.from({ length }, () => aCondition(crowd, depth - 1)) };
  }
  return aLeaf(random, aTarget(crowd));
}

function aLeaf(random: () => number, target: Contact): Condition {
  switch (pick(random, ["text", "text", "range", "member", "present"] as const)) {
    case "text":
      return aTextLeaf(random, target);
    case "range":
      return aRange(random, target);
    case "member":
      return aMember(random, target);
    case "present":
      return { kind: "present", field: pick(random, PRESENT) };
  }
}

function aTextLeaf(random: () => number, target: Contact): Condition {
  const subject = filterSubject(target, TYPES);
  const column = pick(random, TEXT_COLUMNS);
  const test = pick(random, ["is", "contains", "starts"] as const);
  const texts = textsOf(subject, column);
  const values = Array.from({ length: pick(random, [0, 1, 1, 1, 2, 3]) }, () => {
    const text = pick(random, [...texts, "ivan", "38067"]);
    return random() < 0.1
      ? pick(random, PIECES)
      : test === "is"
      ? text
      : aPiece(random, text, test === "starts");
  });
  // No column has an empty text, so an empty value stands for nothing that anybody can ask.
  return { kind: "text", column, test, values: values.filter((value) => value !== "") };
}

function aRange(random: () => number, target: Contact): Condition {
  const field = pick(random, NUMBER_FIELDS);
  if (field !== "created" && field !== "lastActivity") {
    const near = numberOf(filterSubject(target, TYPES), field) ?? 0;
    return { kind: "range", field, ...bounds(random, () => near + pick(random, STEPS)) };
  }
  const known = field === "created" ? target.createdAtMs : target.lastActivityAtMs ?? 0;
  return {
    kind: "range",
    field,
    ...bounds(random, () => random() < 0.3 ? known + whole(random, 0, 1) : aMoment(random)),
  };
}

const STEPS = [-3, -1, 0, 0, 0.5, 1, 3, 1000];

/** Sometimes open, sometimes the wrong way round. */
function bounds(random: () => number, bound: () => number): { from: number; to: number } {
  return {
    from: random() < 0.25 ? -Infinity : bound(),
    to: random() < 0.25 ? Infinity : bound(),
  };
}

const FAMILIES = ["tags", "language", "source", "channel", "attr.plan", "attr.vip"] as const;

function aMember(random: () => number, target: Contact): Condition {
  const family = pick(random, FAMILIES);
  const values = [...membersOf(filterSubject(target, TYPES), family), ...knownMembers(family)];
  const anyOf = Array.from({ length: pick(random, [0, 1, 1, 2, 3]) }, () => pick(random, values));
  return { kind: "member", family, anyOf };
}

function knownMembers(family: SetFamily): string[] {
  switch (family) {
    case "tags":
      return [...TAGS, DELETED_TAG];
    case "language":
      return LANGUAGES.map((language) => language ?? "de");
    case "source":
      return ["manual", "import", "seed"];
    case "channel":
      return CHANNELS.map(({ id }) => id);
    case "attr.vip":
      return ["true", "false", "maybe"];
    default:
      return [...CHOICES, "Gold"];
  }
}
