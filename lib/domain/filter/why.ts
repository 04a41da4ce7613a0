// Why a contact is, or is not, among those that a filter finds: each rule with pass or fail (4.8).
import type { FieldProblem } from "@/lib/errors.ts";
import { matchesCondition } from "./condition.ts";
import { resolveFilter, type ResolveOptions, resolveRule } from "./resolve.ts";
import type { FilterSubject } from "./subject.ts";
import { type FilterRule, type FilterTree, listRules, type RulePath } from "./tree.ts";

export interface RuleVerdict {
  path: RulePath;
  rule: FilterRule;
  /** False too for a rule that is ignored or wrong. */
  passes: boolean;
  /** It asks only about deleted tags (4.7). */
  ignored: boolean;
  /** What is wrong with it; then nobody passes the filter (4.6). */
  problem: FieldProblem | null;
}

export interface Explanation {
  passes: boolean;
  /** In the order of the tree, those in groups included. */
  rules: RuleVerdict[];
}

/** Agrees with `resolveFilter` by asking it. */
export function explainFilter(
  tree: FilterTree,
  subject: FilterSubject,
  options: ResolveOptions,
): Explanation {
  const { condition } = resolveFilter(tree, options);
  const rules = listRules(tree).map(({ path, rule }): RuleVerdict => {
    const resolved = resolveRule(rule, options);
    return {
      path,
      rule,
      passes: resolved.kind === "condition" && matchesCondition(resolved.condition, subject),
      ignored: resolved.kind === "ignored",
      problem: resolved.kind === "problem" ? resolved.problem : null,
    };
  });
  return { passes: matchesCondition(condition, subject), rules };
}
