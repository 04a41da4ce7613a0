// The value of a typed condition: `>100`, `<30d`, `2026-11-01..2026-11-20`, `VIP,Gold`, `"Ivan P"`, `=exact`, `start*`.
import type { FieldProblem } from "@/lib/errors.ts";
import type { FilterField } from "./field.ts";
import type { FilterOp, FilterRule } from "./tree.ts";
import { canonicalDay, type PeriodUnit, shiftedDay } from "./value.ts";

/** Why it is no condition. */
export type RefusedValue =
  | { kind: "unknown"; key: string }
  | { kind: "tag"; name: string }
  /** A minus before what has no opposite. */
  | { kind: "negative" }
  | { kind: "problem"; problem: FieldProblem };

interface Context {
  field: FilterField;
  tagNamed(name: string): string | null;
}

const NEGATIVES: Partial<Record<FilterOp, FilterOp>> = {
  contains: "not_contains",
  is: "is_not",
  any: "none",
  eq: "ne",
  true: "false",
  false: "true",
};

const YES: ReadonlySet<string> = new Set(["yes", "true", "так", "on", "1"]);
const NO: ReadonlySet<string> = new Set(["no", "false", "ні", "off", "0"]);
const TODAY: ReadonlySet<string> = new Set(["today", "сьогодні"]);

/** The rule that a value stands for, not yet checked. */
export function ruleOfValue(
  value: string,
  isNegative: boolean,
  { field, tagNamed }: Context,
): FilterRule | RefusedValue {
  const asked = field.kind === "tags" ? askedTags(value, tagNamed) : askedOf(field, value);
  if ("kind" in asked) return asked;
  const op = isNegative ? NEGATIVES[asked.op] : asked.op;
  return op === undefined ? { kind: "negative" } : { field: field.key, op, values: asked.values };
}

/** Parts between commas, outside of quotes, without the quotes. */
export function splitList(value: string): string[] {
  const parts = value.match(/(?:["“”„«»][^"“”„«»]*["“”„«»]|[^,])+/gu) ?? [""];
  return parts.map((part) => unquoted(part.trim()));
}

type Asked = Pick<FilterRule, "op" | "values">;

function askedOf(field: FilterField, value: string): Asked | RefusedValue {
  switch (field.kind) {
    case "number":
      return askedNumber(unquoted(value));
    case "date":
      if (TODAY.has(unquoted(value).toLowerCase())) return { op: "today", values: [] };
      return askedPeriod(unquoted(value)) ?? askedDays(unquoted(value));
    case "list":
      return { op: "any", values: splitList(value).map((one) => optionNamed(field, one)) };
    case "checkbox":
      return askedCheckbox(unquoted(value).toLowerCase());
    default:
      return askedText(value);
  }
}

/** A word that is neither yes nor no finds nobody by chance: it is refused. */
function askedCheckbox(word: string): Asked | RefusedValue {
  if (YES.has(word)) return { op: "true", values: [] };
  if (NO.has(word)) return { op: "false", values: [] };
  return { kind: "problem", problem: { code: "attribute_checkbox" } };
}

function askedText(value: string): Asked {
  if (value.startsWith("=")) return { op: "is", values: [unquoted(value.slice(1))] };
  if (!/.\*$/su.test(value)) return { op: "contains", values: [unquoted(value)] };
  return { op: "starts", values: [unquoted(value.slice(0, -1))] };
}

function askedTags(value: string, tagNamed: Context["tagNamed"]): Asked | RefusedValue {
  const ids: string[] = [];
  for (const name of splitList(value)) {
    const id = name === "" ? null : tagNamed(name);
    if (id === null) return { kind: "tag", name };
    ids.push(id);
  }
  return { op: "any", values: ids };
}

function optionNamed({ key, options, optionNames }: FilterField, name: string): string {
  const lower = name.toLowerCase();
  for (const [id, called] of optionNames ?? []) if (called.toLowerCase() === lower) return id;
  // The code of the country is what people type for its language.
  if (key === "language" && lower === "ua") return "uk";
  return options?.find((option) => option.toLowerCase() === lower) ?? name;
}

const NUMBER_OPS: Record<string, FilterOp> = {
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  "=": "eq",
  "": "eq",
};

function askedNumber(value: string): Asked {
  const { from, to } = ends(value);
  if (from === null) {
    const { sign, rest } = signOf(value);
    return { op: NUMBER_OPS[sign] ?? "eq", values: [rest] };
  }
  if (to === "") return { op: "ge", values: [from] };
  return from === "" ? { op: "le", values: [to] } : { op: "between", values: [from, to] };
}

const PERIOD = /^([<>]?)=?(\d+)\s*(\p{L}+)$/u;
const UNIT_WORDS: Record<PeriodUnit, string> = {
  h: "h г год",
  d: "d д дн",
  w: "w т тиж",
  m: "m mo м міс",
};

/** `<30d` is within the last 30 days, `>30d` is longer ago. Null when it is no period. */
function askedPeriod(value: string): Asked | null {
  const [, sign, amount, word = ""] = PERIOD.exec(value) ?? [];
  const [unit] =
    Object.entries(UNIT_WORDS).find(([, words]) => words.split(" ").includes(word.toLowerCase())) ??
      [];
  if (unit === undefined) return null;
  return { op: sign === ">" ? "ago" : "last", values: [`${amount}${unit}`] };
}

/** A day, a month or a year, before or after it, or from one to another; all ends are included. */
function askedDays(value: string): Asked {
  const { from, to } = ends(value);
  if (from === null) {
    const { sign, rest } = signOf(value);
    const first = firstDay(rest);
    const last = lastDay(rest);
    switch (sign) {
      case "<":
        return { op: "before", values: [first] };
      case "<=":
        return { op: "before", values: [shifted(last, 1)] };
      case ">":
        return { op: "after", values: [last] };
      case ">=":
        return { op: "after", values: [shifted(first, -1)] };
      default:
        return first === last
          ? { op: "on", values: [first] }
          : { op: "between", values: [first, last] };
    }
  }
  if (to === "") return { op: "after", values: [shifted(firstDay(from), -1)] };
  if (from === "") return { op: "before", values: [shifted(lastDay(to), 1)] };
  return { op: "between", values: [firstDay(from), lastDay(to)] };
}

/** Of `1..10`; null when it is one value. */
function ends(value: string): { from: string | null; to: string } {
  const at = value.indexOf("..");
  return at === -1 || value === ".."
    ? { from: null, to: "" }
    : { from: value.slice(0, at), to: value.slice(at + "..".length) };
}

function signOf(value: string): { sign: string; rest: string } {
  const [, sign = "", rest = ""] = /^([<>]=?|=?)(.*)$/su.exec(value) ?? [];
  return { sign, rest };
}

/** Of the month `2026-11` and the year `2026` too; what is neither comes back as it is, for the check to refuse. */
function firstDay(text: string): string {
  if (/^\d{4}$/.test(text)) return `${text}-01-01`;
  return /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text;
}

function lastDay(text: string): string {
  if (/^\d{4}$/.test(text)) return `${text}-12-31`;
  if (!/^\d{4}-\d{2}$/.test(text)) return text;
  const days = ["31", "30", "29", "28"].map((day) => `${text}-${day}`);
  return days.find((day) => canonicalDay(day) !== null) ?? text;
}

/** What is no day, or leaves the calendar, is left for the check to refuse. */
function shifted(text: string, days: number): string {
  const day = canonicalDay(text);
  return day === null ? text : shiftedDay(day, days) ?? "beyond";
}

/** Without the quotes around it. */
function unquoted(text: string): string {
  return text.replace(/^["“”„«»]([^"“”„«»]*)["“”„«»]$/u, "$1");
}
