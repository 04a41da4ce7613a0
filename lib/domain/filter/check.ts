// Whether one rule makes sense, and its canonical form. Used by the browser's builder too: no zod here.
import type { FieldProblem } from "@/lib/errors.ts";
import { isLanguage } from "../language.ts";
import { comparedText } from "./compared.ts";
import { arityOf, type FilterField, opsOf } from "./field.ts";
import type { FilterRule, RulePath } from "./tree.ts";
import { VALUE_CHARS_MAX, VALUES_MAX } from "./tree.ts";
import { canonicalDay, canonicalNumber, canonicalPeriod, PERIOD_MAX } from "./value.ts";

/** What is wrong with one rule, or with the tree as a whole when the path is null. Codes have texts below `problem.`. */
export interface RuleProblem extends FieldProblem {
  path: RulePath | null;
}

export type CheckedRule =
  | { rule: FilterRule; problem: null }
  | { rule: null; problem: FieldProblem };

export interface CheckOptions {
  /** Whether there is, or was, a tag with this id; without it every id is taken. */
  isKnownTag?: (id: string) => boolean;
}

/** A value in its canonical form, or what is wrong with it. */
type CheckedValue = string | FieldProblem;

/**
 * The rule with canonical values, repeated ones once, or its first problem. What it returns it accepts unchanged.
 * @param field null when there is none with the rule's key.
 */
export function checkRule(
  rule: FilterRule,
  field: FilterField | null,
  options: CheckOptions = {},
): CheckedRule {
  if (field === null) return refused("filter_field");
  if (!opsOf(field).includes(rule.op)) return refused("filter_op");
  const given = givenValues(rule);
  const wrongCount = countProblem(rule, given);
  if (wrongCount !== null) return { rule: null, problem: wrongCount };
  const values: string[] = [];
  for (const text of given) {
    const checked = checkValue(text, rule, { field, ...options });
    if (typeof checked !== "string") return { rule: null, problem: checked };
    values.push(checked);
  }
  if (rule.op === "between" && !inOrder(values, field)) return refused("filter_order");
  const once = arityOf(rule.op) === "many" ? [...new Set(values)] : values;
  return { rule: { field: rule.field, op: rule.op, values: once }, problem: null };
}

function refused(code: string, params?: FieldProblem["params"]): CheckedRule {
  return { rule: null, problem: params ? { code, params } : { code } };
}

/** "Is empty" needs no value whatever a form may have left over; blank choices of many are none. */
function givenValues({ op, values }: FilterRule): string[] {
  const arity = arityOf(op);
  if (arity === "none") return [];
  return arity === "many" ? values.filter((value) => value.trim() !== "") : values;
}

function countProblem({ op }: FilterRule, values: readonly string[]): FieldProblem | null {
  const arity = arityOf(op);
  if (arity === "none") return null;
  const max = arity === "many" ? VALUES_MAX : arity === "two" ? 2 : 1;
  if (values.length > max) return { code: "too_many", params: { max } };
  const lacking = values.length < (arity === "two" ? 2 : 1) ||
    values.some((value) => value.trim() === "");
  if (!lacking) return null;
  return { code: arity === "two" ? "filter_values_two" : "filter_value_missing" };
}

function checkValue(
  text: string,
  { op }: FilterRule,
  { field, isKnownTag = () => true }: CheckOptions & { field: FilterField },
): CheckedValue {
  if (text.length > VALUE_CHARS_MAX) {
    return { code: "too_long", params: { max: VALUE_CHARS_MAX } };
  }
  switch (field.kind) {
    case "text":
      return checkText(text, field);
    case "number":
      return canonicalNumber(text) ?? { code: "filter_number" };
    case "date":
      return op === "last" || op === "ago"
        ? canonicalPeriod(text) ?? { code: "filter_period", params: { max: PERIOD_MAX } }
        : canonicalDay(text) ?? { code: "filter_day" };
    case "list":
      return checkOption(text, field);
    case "tags":
      return isKnownTag(text) ? text : { code: "tag_unknown" };
    case "checkbox":
      return text;
  }
}

function checkText(text: string, { key }: FilterField): CheckedValue {
  const value = text.toWellFormed().trim();
  if (comparedText(key, value) !== "") return value;
  return { code: key === "phone" ? "filter_phone" : "filter_value_missing" };
}

function checkOption(text: string, { key, options }: FilterField): CheckedValue {
  if (options !== undefined) return options.includes(text) ? text : { code: "filter_option" };
  if (key !== "language") return text;
  const code = text.trim().toLowerCase();
  return isLanguage(code) ? code : { code: "language_invalid" };
}

/** Of canonical values: numbers by size, days as text. */
function inOrder([from = "", to = ""]: readonly string[], { kind }: FilterField): boolean {
  return kind === "number" ? Number(from) <= Number(to) : from <= to;
}
