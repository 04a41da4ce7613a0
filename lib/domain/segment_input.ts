// The rules for what is entered about a segment (4.7).
import { type FieldProblem, type FieldProblems, InputError } from "@/lib/errors.ts";
import { type CheckOptions, checkRule } from "./filter/check.ts";
import type { FindField } from "./filter/field.ts";
import { printFilter } from "./filter/text.ts";
import { type FilterRule, type FilterTree, isGroup, listRules, RULES_MAX } from "./filter/tree.ts";
import { cleanName } from "./handle.ts";
import { SEGMENT_FILTER_CHARS_MAX, SEGMENT_NAME_CHARS_MAX, type SegmentInput } from "./segment.ts";
import { foldTagName } from "./tag_input.ts";

/** What a filter may ask about. */
export interface FilterLimits extends CheckOptions {
  findField: FindField;
}

/**
 * What was entered, clean; what is left out stays out.
 * @throws InputError with problems on `name` and `filter`.
 */
export function parseSegmentInput<Input extends Partial<SegmentInput>>(
  input: Input,
  limits: FilterLimits,
): Input {
  const name = input.name === undefined ? undefined : cleanName(input.name);
  const filter = input.filter && canonicalTree(input.filter, limits);
  const problems: FieldProblems = {};
  const ofName = name === undefined ? null : nameProblem(name);
  const ofFilter = filter === undefined ? null : filterProblem(filter);
  if (ofName !== null) problems["name"] = ofName;
  if (ofFilter !== null) problems["filter"] = ofFilter;
  const paths = Object.keys(problems);
  if (paths.length > 0) throw new InputError(`Segment refused: ${paths.join(", ")}`, problems);
  return { ...input, ...(name === undefined ? {} : { name }), ...(filter ? { filter } : {}) };
}

/** Names of segments are the same when those of tags would be. */
export function foldSegmentName(name: string): string {
  return foldTagName(name);
}

function nameProblem(name: string): FieldProblem | null {
  if (name === "") return { code: "segment_name_empty" };
  // The folded name too, or it would not fit where names are compared.
  const length = Math.max(name.length, foldSegmentName(name).length);
  if (length <= SEGMENT_NAME_CHARS_MAX) return null;
  return { code: "too_long", params: { max: SEGMENT_NAME_CHARS_MAX } };
}

function filterProblem(filter: FilterTree | null): FieldProblem | null {
  if (filter === null) return { code: "segment_filter_invalid" };
  if (filter.rules.length === 0) return { code: "segment_filter_empty" };
  const count = listRules(filter).length;
  if (count > RULES_MAX) return { code: "filter_rules", params: { max: RULES_MAX } };
  if (printFilter(filter).length <= SEGMENT_FILTER_CHARS_MAX) return null;
  return { code: "segment_filter_long" };
}

/** With every rule in its one form and without empty groups; null when one of the rules makes no sense. */
function canonicalTree(filter: FilterTree, limits: FilterLimits): FilterTree | null {
  const rules: FilterTree["rules"] = [];
  for (const item of filter.rules) {
    const checked = (isGroup(item) ? item.rules : [item]).map((rule) => canonical(rule, limits));
    const good = checked.filter((rule) => rule !== null);
    if (good.length < checked.length) return null;
    if (!isGroup(item)) rules.push(...good);
    else if (good.length > 0) rules.push({ match: item.match, rules: good });
  }
  return { match: filter.match, rules };
}

function canonical(rule: FilterRule, { findField, ...options }: FilterLimits): FilterRule | null {
  return checkRule(rule, findField(rule.field), options).rule;
}
