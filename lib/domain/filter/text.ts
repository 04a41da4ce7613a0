// A filter as the `f` of an address: short, readable, and one text for one tree. Safe for the browser.
//
//   [any:] item (; item)*        item: rule | all(rule;…) | any(rule;…)        rule: field.op | field.op(value,value)
//
// A field may have dots (`attr.plan.is(Pro)`); `~` before a sign makes it a plain one.
import type { RuleProblem } from "./check.ts";
import {
  FILTER_OPS,
  type FilterGroup,
  type FilterRule,
  type FilterTree,
  isGroup,
  MATCHES,
  RULES_MAX,
  VALUES_MAX,
} from "./tree.ts";

const SPECIAL = /[~(),;:]/g;
/** In a value a colon stands for nothing else. */
const SPECIAL_IN_VALUE = /[~(),;]/g;
const SHOWN_CHARS_MAX = 60;

/** What of an address could be read. With a problem the list is empty, and the rest of the tree stays editable (4.6). */
export interface ParsedFilter {
  tree: FilterTree;
  /** The first one. */
  problem: RuleProblem | null;
}

/** The text of a tree; "" for one without rules that all must match. */
export function printFilter(tree: FilterTree): string {
  const items = tree.rules.map((item) => isGroup(item) ? printGroup(item) : printRule(item));
  return (tree.match === "any" ? "any:" : "") + items.join(";");
}

function printGroup({ match, rules }: FilterGroup): string {
  return `${match}(${rules.map(printRule).join(";")})`;
}

function printRule({ field, op, values }: FilterRule): string {
  const asked = `${field.replace(SPECIAL, "~$&")}.${op}`;
  if (values.length === 0) return asked;
  return `${asked}(${values.map((value) => value.replace(SPECIAL_IN_VALUE, "~$&")).join(",")})`;
}

/** Reads what `printFilter` writes. Never throws, whatever the text is; takes time in proportion to its length. */
export function parseFilter(text: string): ParsedFilter {
  const isAny = text.startsWith("any:");
  const body = isAny ? text.slice("any:".length) : text;
  const reading: Reading = { rules: [], left: RULES_MAX, problem: null };
  const items = body === "" ? [] : splitAt(body, ";");
  items.forEach((item, index) => readItem(item, index + 1, reading));
  return { tree: { match: isAny ? "any" : "all", rules: reading.rules }, problem: reading.problem };
}

interface Reading {
  rules: FilterTree["rules"];
  /** Rules that may still come. */
  left: number;
  problem: RuleProblem | null;
}

/** @param position of the item in the text, from one: what cannot be read has no place in the tree. */
function readItem(item: string, position: number, reading: Reading): void {
  const { head, inner } = callOf(item) ?? { head: "", inner: null };
  const match = MATCHES.find((known) => known === head);
  if (match === undefined || inner === null) {
    const rule = takenRule(item, position, reading);
    if (rule !== null) reading.rules.push(rule);
    return;
  }
  const parts = inner === "" ? [] : splitAt(inner, ";");
  const rules = parts.map((part) => takenRule(part, position, reading));
  reading.rules.push({ match, rules: rules.filter((rule) => rule !== null) });
}

/** Null for what cannot be read, or is one too many; then that is the problem. */
function takenRule(part: string, position: number, reading: Reading): FilterRule | null {
  const rule = ruleOf(part);
  if (rule === null) {
    reading.problem ??= problem("filter_unreadable", { rule: position, text: shown(part) });
    return null;
  }
  if (reading.left === 0) {
    reading.problem ??= problem("filter_rules", { max: RULES_MAX });
    return null;
  }
  reading.left -= 1;
  if (rule.values.length <= VALUES_MAX) return rule;
  reading.problem ??= problem("too_many", { max: VALUES_MAX });
  return { ...rule, values: rule.values.slice(0, VALUES_MAX) };
}

function ruleOf(part: string): FilterRule | null {
  const call = callOf(part);
  const dot = call?.head.lastIndexOf(".") ?? -1;
  if (call === null || dot === -1) return null;
  const op = FILTER_OPS.find((known) => known === call.head.slice(dot + 1));
  const texts = call.inner === null ? [] : splitAt(call.inner, ",");
  if (op === undefined || texts.some(hasParenthesis)) return null;
  return { field: plain(call.head.slice(0, dot)), op, values: texts.map(plain) };
}

/** `head(inner)`, still escaped; inner is null without parentheses. Null when they do not match. */
function callOf(part: string): { head: string; inner: string | null } | null {
  let open: number | null = null;
  let depth = 0;
  for (const { sign, at } of signs(part)) {
    if (sign === "(") open ??= at;
    depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
    if (depth < 0 || (depth === 0 && sign === ")" && at !== part.length - 1)) return null;
  }
  if (open === null) return { head: part, inner: null };
  return depth === 0 ? { head: part.slice(0, open), inner: part.slice(open + 1, -1) } : null;
}

/** Parts between separators that stand outside of parentheses. */
function splitAt(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (const { sign, at } of signs(text)) {
    if (sign === "(") depth += 1;
    else if (sign === ")") depth = Math.max(0, depth - 1);
    else if (sign === separator && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** The signs of the grammar, without those that `~` makes plain. */
function* signs(text: string): Generator<{ sign: string; at: number }> {
  for (const { 0: sign, index } of text.matchAll(/~[^]?|[(),;]/g)) {
    if (!sign.startsWith("~")) yield { sign, at: index };
  }
}

function hasParenthesis(text: string): boolean {
  return /[()]/.test(text.replace(/~[^]?/g, ""));
}

function plain(text: string): string {
  return text.replace(/~([^]?)/g, "$1");
}

function problem(code: string, params: Record<string, string | number>): RuleProblem {
  return { path: null, code, params };
}

function shown(part: string): string {
  const start = part.length > SHOWN_CHARS_MAX ? `${part.slice(0, SHOWN_CHARS_MAX)}…` : part;
  return start.toWellFormed();
}
