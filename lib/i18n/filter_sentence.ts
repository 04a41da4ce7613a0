// What a filter means, in words: one sentence for a tree, and the parts of a chip for one rule (4.5).
import {
  arityOf,
  type FilterField,
  findContactField,
  type FindField,
  OPS,
} from "@/lib/domain/filter/field.ts";
import {
  type FilterGroup,
  type FilterOp,
  type FilterRule,
  type FilterTree,
  isGroup,
  type Match,
} from "@/lib/domain/filter/tree.ts";
import type { TypedHint } from "@/lib/domain/filter/typed.ts";
import {
  canonicalDay,
  canonicalNumber,
  canonicalPeriod,
  periodParts,
} from "@/lib/domain/filter/value.ts";
import { isLanguage } from "@/lib/domain/language.ts";
import type { Locale } from "@/lib/domain/user.ts";
import { formatDay, formatLanguage, formatNumber } from "./format.ts";
import { isMessageKey, problemText, text } from "./translate.ts";

/** What the language does not know: names that people gave. */
export interface FilterNames {
  /** Null for a tag that is not there, or not for this person. */
  tag(id: string): string | null;
  /** Without it, the contact's own fields are all there are. Others say what they and their options are called. */
  findField?: FindField;
}

/** A rule in the words of a chip. Where the operator says it all, or holds the value in itself, the value is "". */
export interface RuleParts {
  field: string;
  op: string;
  value: string;
}

interface Speaker {
  locale: Locale;
  names: FilterNames;
}

/**
 * "Contacts where tag is any of VIP, Gold and last activity is more than 30 days ago". Groups stand in parentheses. Any
 * tree has a sentence: what is unknown or wrong in it is said as it was written.
 */
export function filterSentence(locale: Locale, tree: FilterTree, names: FilterNames): string {
  const speaker = { locale, names };
  const conditions = tree.rules.flatMap((item) =>
    isGroup(item) ? groupPhrases(item, speaker) : [rulePhrase(item, speaker)]
  );
  if (conditions.length === 0) return say(locale, "filter.say.everybody");
  const first = joined(conditions, tree.match, locale);
  return say(locale, "filter.say.contacts", { conditions: first });
}

/** "Last activity is more than 30 days ago": one rule by itself, as the sentence says it. */
export function ruleSentence(locale: Locale, rule: FilterRule, names: FilterNames): string {
  const phrase = rulePhrase(rule, { locale, names });
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

/** "Last activity", "more than 30 days ago", "". */
export function ruleParts(locale: Locale, rule: FilterRule, names: FilterNames): RuleParts {
  const speaker = { locale, names };
  const field = fieldOf(rule, names);
  const value = valuePhrase(rule, field, speaker);
  const isWhole = rule.op === "last" || rule.op === "ago";
  if (isWhole && field?.kind === "date" && canonicalPeriod(rule.values[0] ?? "") !== null) {
    return { field: fieldName(rule, speaker), op: value, value: "" };
  }
  return {
    field: fieldName(rule, speaker),
    op: say(locale, `filter.op.${field?.kind ?? anyKindWith(rule.op)}.${rule.op}`),
    value: arityOf(rule.op) === "none" ? "" : value,
  };
}

/** Why a typed word was searched for as text, and what to do. */
export function hintText(locale: Locale, hint: TypedHint): string {
  const word = shown(hint.text);
  switch (hint.kind) {
    case "unknown":
      return text(locale, "filter.hint.unknown", { key: shown(hint.key), text: word });
    case "tag":
      return text(locale, "filter.hint.tag", { name: shown(hint.name), text: word });
    case "negative":
      return text(locale, "filter.hint.negative", { text: word });
    case "problem": {
      const problem = problemText(locale, hint.problem);
      return text(locale, "filter.hint.problem", { text: word, problem });
    }
  }
}

function groupPhrases({ match, rules }: FilterGroup, speaker: Speaker): string[] {
  const phrases = rules.map((rule) => rulePhrase(rule, speaker));
  if (phrases.length < 2) return phrases;
  const conditions = joined(phrases, match, speaker.locale);
  return [say(speaker.locale, "filter.say.group", { conditions })];
}

function joined(phrases: string[], match: Match, locale: Locale): string {
  return phrases.reduce((first, second) => say(locale, `filter.say.${match}`, { first, second }));
}

function rulePhrase(rule: FilterRule, speaker: Speaker): string {
  const { locale } = speaker;
  const field = fieldOf(rule, speaker.names);
  const isOwn = findContactField(rule.field) !== null;
  const name = fieldName(rule, speaker);
  const params = {
    field: isOwn ? name.charAt(0).toLowerCase() + name.slice(1) : name,
    value: valuePhrase(rule, field, speaker),
  };
  if (field === null) {
    return [params.field, ruleParts(locale, rule, speaker.names).op, params.value].join(" ").trim();
  }
  if (rule.op === "empty" || rule.op === "set") {
    return say(
      locale,
      `filter.${rule.op}.${isOwn && field.optional ? field.key : "other"}`,
      params,
    );
  }
  const isOne = arityOf(rule.op) === "many" && rule.values.length === 1;
  return say(locale, `filter.${isOne ? "say_one" : "say"}.${field.kind}.${rule.op}`, params);
}

function fieldOf({ field }: FilterRule, names: FilterNames): FilterField | null {
  return (names.findField ?? findContactField)(field);
}

function fieldName(rule: FilterRule, { locale, names }: Speaker): string {
  const key = `filter.field.${rule.field}`;
  if (isMessageKey(key)) return text(locale, key, {});
  const name = fieldOf(rule, names)?.name;
  return name === undefined ? quoted(locale, rule.field) : shown(name);
}

function valuePhrase(rule: FilterRule, field: FilterField | null, speaker: Speaker): string {
  const { locale } = speaker;
  if (arityOf(rule.op) === "none") return "";
  const [first = "…", second = "…", ...more] = rule.values.map((value) =>
    oneValue(value, { rule, field, speaker })
  );
  if (arityOf(rule.op) === "two") return say(locale, "filter.between", { from: first, to: second });
  return rule.values.length < 2 ? first : [first, second, ...more].join(", ");
}

interface ValueContext {
  rule: FilterRule;
  field: FilterField | null;
  speaker: Speaker;
}

function oneValue(
  value: string,
  { rule, field, speaker: { locale, names } }: ValueContext,
): string {
  const written = quoted(locale, value);
  switch (field?.kind) {
    case "number":
      return numberPhrase(locale, value, field) ?? written;
    case "date":
      return rule.op === "last" || rule.op === "ago"
        ? periodPhrase(locale, rule.op, value) ?? written
        : dayPhrase(locale, value) ?? written;
    case "tags":
      return names.tag(value) ?? say(locale, "filter.tag_gone");
    case "list":
      return optionPhrase(locale, value, field);
    default:
      return written;
  }
}

/** Numbers of contacts are names rather than amounts: without spaces between thousands. */
function numberPhrase(locale: Locale, value: string, { key }: FilterField): string | null {
  const number = canonicalNumber(value);
  if (number === null) return null;
  return key === "id" ? number : formatNumber(locale, Number(number));
}

function dayPhrase(locale: Locale, value: string): string | null {
  const day = canonicalDay(value);
  return day === null ? null : formatDay(locale, "UTC", Date.parse(day));
}

function periodPhrase(locale: Locale, op: "last" | "ago", value: string): string | null {
  const period = canonicalPeriod(value);
  if (period === null) return null;
  const { amount, unit } = periodParts(period);
  return say(locale, `filter.${op}.${unit}`, { count: Number(amount) });
}

function optionPhrase(locale: Locale, value: string, field: FilterField): string {
  const { key, name, options, optionNames } = field;
  if (key === "language" && isLanguage(value)) return formatLanguage(locale, value);
  const called = optionNames?.get(value);
  if (called !== undefined) return shown(called);
  if (name !== undefined) return quoted(locale, value); // an attribute's option is its own name
  return options?.includes(value) ? say(locale, `filter.${key}.${value}`) : quoted(locale, value);
}

const UNSEEN = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Without signs that would turn the rest of the sentence round. */
function quoted(locale: Locale, value: string): string {
  return say(locale, "filter.quoted", { text: shown(value) });
}

function shown(value: string): string {
  return value.toWellFormed().replace(UNSEEN, "");
}

function anyKindWith(op: FilterOp): string {
  return Object.entries(OPS).find(([, ops]) => ops.includes(op))?.[0] ?? "text";
}

/** A text whose key is put together. An option without a text of its own is shown as it is. */
function say(locale: Locale, key: string, params: Record<string, string | number> = {}): string {
  return isMessageKey(key) ? text(locale, key, params) : key.slice(key.lastIndexOf(".") + 1);
}
