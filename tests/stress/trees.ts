// Random filters for stress runs: trees as people build them.
import { attributeKeyOf } from "@/lib/domain/attribute_key.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { arityOf, type FilterField, opsOf } from "@/lib/domain/filter/field.ts";
import { filterSubject } from "@/lib/domain/filter/subject.ts";
import type { FilterGroup, FilterOp, FilterRule, FilterTree } from "@/lib/domain/filter/tree.ts";
import { RULES_MAX } from "@/lib/domain/filter/tree.ts";
import { canonicalNumber } from "@/lib/domain/filter/value.ts";
import { CHOICES, FIELDS, NUMBERS, TYPES } from "./attributes.ts";
import { LANGUAGES, TAGS } from "./people.ts";
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

/** Somebody whom rules may be about. */
export function aTarget({ random, contacts }: Crowd): Contact {
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
export function aPiece(random: () => number, text: string, isStart: boolean): string {
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
  const ms = momentOf(field, target) ?? FIRST_DAY_MS;
  return new Date(ms + pick(random, [-1, 0, 0, 1, 7]) * DAY_MS).toISOString().slice(0, 10);
}

function momentOf(field: string, { createdAtMs, lastActivityAtMs, block }: Contact): number | null {
  if (field === "blockEnd") return block?.untilMs ?? null;
  return field === "created" ? createdAtMs : lastActivityAtMs;
}

/** Rules in the tree, those in groups included. */
export function rulesOf(tree: FilterTree): FilterRule[] {
  return tree.rules.flatMap((item) => "match" in item ? item.rules : [item]);
}
