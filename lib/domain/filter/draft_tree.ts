// The tree that a draft stands for, and what is wrong with it. For the server: checking needs more than a browser should load.
import { type CheckOptions, checkRule, type RuleProblem } from "./check.ts";
import { type DraftRule, type FilterDraft, fittedRule } from "./draft.ts";
import { arityOf, type FindField } from "./field.ts";
import {
  FILTER_OPS,
  type FilterGroup,
  type FilterRule,
  type FilterTree,
  isGroup,
  listRules,
  RULES_MAX,
} from "./tree.ts";

/**
 * The tree that a draft stands for. Rules without a field and groups without rules are left out; what else is wrong with
 * a rule stays, for `checkRule` to say.
 */
export function draftTree(draft: FilterDraft, findField: FindField): FilterTree {
  const rules = draft.rules.flatMap((item): (FilterRule | FilterGroup)[] => {
    if (!isGroup(item)) return treeRules([item], findField);
    const inside = treeRules(item.rules, findField);
    return inside.length === 0 ? [] : [{ match: item.match, rules: inside }];
  });
  return { match: draft.match, rules };
}

/** What is wrong, by the places in the draft. A rule without a field is not begun, and so not wrong. */
export function draftProblems(
  draft: FilterDraft,
  findField: FindField,
  options: CheckOptions = {},
): RuleProblem[] {
  const rules = listRules(draft);
  const problems = rules.flatMap(({ path, rule }): RuleProblem[] => {
    const [asked] = treeRules([rule], findField);
    const problem = asked ? checkRule(asked, findField(asked.field), options).problem : null;
    return problem === null ? [] : [{ path, ...problem }];
  });
  if (rules.length <= RULES_MAX) return problems;
  return [{ path: null, code: "filter_rules", params: { max: RULES_MAX } }, ...problems];
}

/** Rules of a form in the terms of a tree. */
function treeRules(rules: readonly DraftRule[], findField: FindField): FilterRule[] {
  return rules.filter(({ field }) => field !== "").map((rule) => {
    const { field, op: chosen, values } = fittedRule(rule, findField(rule.field));
    // Of a field that does not exist any operator is as wrong as the field.
    const op = FILTER_OPS.find((known) => known === chosen) ?? "is";
    const isMany = arityOf(op) === "many";
    return { field, op, values: isMany ? values.filter((value) => value.trim() !== "") : values };
  });
}
