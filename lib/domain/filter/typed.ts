// Conditions typed into the search box: `tag:VIP -lang:uk seen:<30d ivan`. What is no condition stays text (3.2).
import { QUERY_CHARS_MAX } from "../search.ts";
import { checkRule } from "./check.ts";
import type { FilterField, FindField } from "./field.ts";
import { type FilterRule, RULES_MAX } from "./tree.ts";
import { type RefusedValue, ruleOfValue, splitList } from "./typed_rule.ts";

/** Hints about one query; more would not be read. */
export const HINTS_MAX = 5;
const SHOWN_CHARS_MAX = 60;

/** Words before a colon, and the fields they ask about. Upper case and apostrophes do not count. */
export const FIELD_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    name: "name імя",
    email: "email e-mail mail mailto пошта",
    phone: "phone tel телефон тел",
    tags: "tag tags тег теги",
    language: "lang language мова",
    id: "id номер",
    lastActivity: "seen lastactivity активність",
    created: "created створено",
    source: "source джерело",
    channel: "channel канал",
    conversations: "conversations розмови",
    imports: "imports імпорти",
    blocked: "blocked заблоковано",
    blockEnd: "blockend blockeduntil кінецьблокування",
    blockReason: "blockreason причинаблокування",
  }).flatMap(([key, words]) => words.split(" ").map((word): [string, string] => [word, key])),
);
/** Before the name of a checkbox: `is:blocked`. */
const IS_WORDS = ["is"];
/** Before the name of a field that must have a value. */
const HAS_WORDS = ["has", "є", "має"];

export interface TypedOptions {
  findField: FindField;
  /** The id of a tag that this person may see. */
  tagNamed(name: string): string | null;
}

/** Why something that looks like a condition is searched for as text. */
export type TypedHint = RefusedValue & {
  /** The word, or the start of a long one. */
  text: string;
};

export interface TypedQuery {
  /** What is left for the full-text search: the query itself when there are no conditions in it. */
  text: string;
  /** All of them must hold. */
  rules: FilterRule[];
  hints: TypedHint[];
}

/** Reads a query; only its first 2,000 characters may hold conditions. Takes time in proportion to its length. */
export function parseTyped(query: string, options: TypedOptions): TypedQuery {
  const rules: FilterRule[] = [];
  const hints: TypedHint[] = [];
  const texts: string[] = [];
  let textFrom = 0;
  const read = query.slice(0, QUERY_CHARS_MAX);
  for (const word of conditionWords(read)) {
    const found = rulesOf(word, options);
    const full = Array.isArray(found) && rules.length + found.length > RULES_MAX;
    if (Array.isArray(found) && !full) {
      rules.push(...found);
      texts.push(query.slice(textFrom, word.from));
      textFrom = word.to;
    } else if (hints.length < HINTS_MAX) {
      const refused = Array.isArray(found) ? TOO_MANY : found;
      if (refused !== null) hints.push({ text: shown(read.slice(word.from, word.to)), ...refused });
    }
  }
  if (rules.length === 0) return { text: query, rules, hints };
  texts.push(read.slice(textFrom));
  return { text: texts.map((text) => text.trim()).filter(Boolean).join(" "), rules, hints };
}

const TOO_MANY: RefusedValue = {
  kind: "problem",
  problem: { code: "filter_rules", params: { max: RULES_MAX } },
};

/** A word of the form `key:value` or `-key:value`. */
interface ConditionWord {
  from: number;
  to: number;
  isNegative: boolean;
  key: string;
  value: string;
}

const SPACES = /\s*/uy;
const KEY = /(-?)([\p{L}_][\p{L}\p{M}\p{N}_.'’ʼ-]*):/uy;
const UP_TO_SPACE = /\S*/uy;
/** To the end of a word in which quotes keep spaces; one that is never closed is a sign like others. */
const VALUE = /(?:["“”„«»][^"“”„«»]*["“”„«»]|\S)*/uy;

function* conditionWords(query: string): Generator<ConditionWord> {
  let at = 0;
  while (at < query.length) {
    at += matchAt(SPACES, query, at)?.[0].length ?? 0;
    const [start, minus, key] = matchAt(KEY, query, at) ?? [];
    if (start === undefined || key === undefined) {
      at += matchAt(UP_TO_SPACE, query, at)?.[0].length ?? 0;
      continue;
    }
    const value = matchAt(VALUE, query, at + start.length)?.[0] ?? "";
    const to = at + start.length + value.length;
    yield { from: at, to, isNegative: minus === "-", key, value };
    at = to;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Null for a word that only happens to have a colon: `http://…`, `Re:`. */
function rulesOf(
  { key, value, isNegative }: ConditionWord,
  options: TypedOptions,
): FilterRule[] | RefusedValue | null {
  const isHas = HAS_WORDS.includes(plainWord(key));
  const checkbox = IS_WORDS.includes(plainWord(key)) ? fieldNamed(value, options) : null;
  if (checkbox?.kind === "checkbox") {
    return checked(
      { field: checkbox.key, op: isNegative ? "false" : "true", values: [] },
      checkbox,
    );
  }
  const field = fieldNamed(key, options);
  if (!isHas && field === null) {
    return value === "" || value.startsWith("//") ? null : { kind: "unknown", key };
  }
  if (value === "") return { kind: "problem", problem: { code: "filter_value_missing" } };
  if (isHas || field === null) return hasRules(value, isNegative, options);
  const rule = ruleOfValue(value, isNegative, { field, tagNamed: options.tagNamed });
  return "kind" in rule ? rule : checked(rule, field);
}

/** `has:phone,email`; each must be there, or with a minus each must be lacking. */
function hasRules(
  value: string,
  isNegative: boolean,
  options: TypedOptions,
): FilterRule[] | RefusedValue {
  const rules: FilterRule[] = [];
  for (const name of splitList(value)) {
    const field = fieldNamed(name, options);
    if (field === null) return { kind: "unknown", key: name };
    const found = checked(
      { field: field.key, op: isNegative ? "empty" : "set", values: [] },
      field,
    );
    if (!Array.isArray(found)) return found;
    rules.push(...found);
  }
  return rules;
}

/** Keys of attributes are written small, so `Attr.Plan` is one too. A deleted attribute is none to whoever types. */
function fieldNamed(name: string, { findField }: TypedOptions): FilterField | null {
  const word = plainWord(name);
  const field = findField(FIELD_WORDS.get(word) ?? (word.startsWith("attr.") ? word : name));
  return field?.isDeleted ? null : field;
}

function plainWord(text: string): string {
  return text.toLowerCase().replace(/['’ʼ]/g, "");
}

function checked(rule: FilterRule, field: FilterField): FilterRule[] | RefusedValue {
  const { rule: canonical, problem } = checkRule(rule, field);
  return canonical === null ? { kind: "problem", problem } : [canonical];
}

function shown(word: string): string {
  const start = word.length > SHOWN_CHARS_MAX ? `${word.slice(0, SHOWN_CHARS_MAX)}…` : word;
  return start.toWellFormed();
}
