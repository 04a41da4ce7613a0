// A filter as people build, save and send it: one tree of rules (4.4). Plain data, the same in the browser and the store.

/** Rules in one tree, those in groups included. */
export const RULES_MAX = 25;
/** Values of one rule, such as the tags of "any of". */
export const VALUES_MAX = 50;
/** Characters of one value. */
export const VALUE_CHARS_MAX = 255;

export const MATCHES = ["all", "any"] as const;
export type Match = typeof MATCHES[number];

/** What is asked of a field. Each kind of field has its own (`OPS` in field.ts). */
export const FILTER_OPS = [
  "is",
  "is_not",
  "contains",
  "not_contains",
  "starts",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "between",
  "today",
  "on",
  "before",
  "after",
  "last",
  "ago",
  "any",
  "all",
  "none",
  "true",
  "false",
  "empty",
  "set",
] as const;
export type FilterOp = typeof FILTER_OPS[number];

export interface FilterRule {
  /** Key of a field; one that does not exist is a problem of the rule, not of the tree. */
  field: string;
  op: FilterOp;
  /**
   * As text, in the form that `checkRule` makes canonical: a number `10` or `-2.5`, a day `2026-11-22`, a period `30d`
   * (`h`, `d`, `w`, `m`), an option or a tag's id, free text. Two for "between", none for "empty" and "set".
   */
  values: string[];
}

/** Rules joined in a group; groups hold no groups. */
export interface FilterGroup {
  match: Match;
  rules: FilterRule[];
}

export interface FilterTree {
  match: Match;
  rules: (FilterRule | FilterGroup)[];
}

/** Which rule: its place in the tree, and in its group if it is in one. */
export type RulePath = [number] | [number, number];

/** Of the items of a tree, or of a draft. */
export function isGroup<Item extends object>(item: Item): item is Extract<Item, { match: Match }> {
  return "match" in item;
}

interface Placed<Rule> {
  path: RulePath;
  rule: Rule;
}

/** Every rule of a tree, or of a draft, with its place; those in groups included. */
export function listRules<Rule extends { field: string }>(
  tree: { rules: readonly (Rule | { match: Match; rules: readonly Rule[] })[] },
): Placed<Rule>[] {
  return tree.rules.flatMap((item, index): Placed<Rule>[] =>
    "field" in item
      ? [{ path: [index], rule: item }]
      : item.rules.map((rule, at) => ({ path: [index, at], rule }))
  );
}
