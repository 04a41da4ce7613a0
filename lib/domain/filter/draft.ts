// A filter while it is being built: it keeps what is not finished, or wrong. Safe for the browser.
import { type Arity, arityOf, type FilterField, opsOf } from "./field.ts";
import {
  type FilterOp,
  type FilterTree,
  isGroup,
  listRules,
  type Match,
  type RulePath,
  RULES_MAX,
} from "./tree.ts";

/** As in a tree, but any part may be empty or wrong. */
export interface DraftRule {
  field: string;
  op: string;
  values: string[];
}

export interface DraftGroup {
  match: Match;
  rules: DraftRule[];
}

export interface FilterDraft {
  match: Match;
  rules: (DraftRule | DraftGroup)[];
}

/** What of a field decides about operators and values. */
export type FieldShape = Pick<FilterField, "kind" | "optional">;
type FindShape = (key: string) => FieldShape | null;

/** What a button of the builder does. */
export type DraftCommand =
  | { kind: "apply" }
  /** Shows the controls that fit the fields and operators chosen by now. */
  | { kind: "refresh" }
  /** To the group at this place, or to the tree; `field` may be "", to be chosen later. */
  | { kind: "add"; group: number | null; field: string }
  | { kind: "add_group" }
  /** A rule, or a group with all its rules. */
  | { kind: "remove"; path: RulePath };

const MOST_VALUES: Record<Arity, number> = { none: 0, one: 1, two: 2, many: Infinity };

/** The draft that shows a tree. */
export function treeDraft(tree: FilterTree): FilterDraft {
  return structuredClone(tree);
}

/**
 * The draft after a button was pressed. Whatever the button, each rule gets an operator that its field has, and values of
 * another kind than the operator takes are dropped. A rule over the limit is not added; a place that is not there is left.
 */
export function changedDraft(
  draft: FilterDraft,
  command: DraftCommand,
  findField: FindShape,
): FilterDraft {
  const rules = changedRules(draft, command);
  return { match: draft.match, rules: rules.map((item) => fittedItem(item, findField)) };
}

/** The tree without a rule; a group that this empties goes too. For the × of a chip. */
export function treeWithout(tree: FilterTree, path: RulePath): FilterTree {
  const rules = withoutItem(tree.rules, path);
  return {
    match: tree.match,
    rules: rules.filter((item) => !isGroup(item) || item.rules.length > 0),
  };
}

function changedRules(draft: FilterDraft, command: DraftCommand): FilterDraft["rules"] {
  const isFull = listRules(draft).length >= RULES_MAX;
  switch (command.kind) {
    case "add": {
      if (isFull) return draft.rules;
      const added: DraftRule = { field: command.field, op: "", values: [] };
      if (command.group === null) return [...draft.rules, added];
      return draft.rules.map((item, index) =>
        isGroup(item) && index === command.group ? { ...item, rules: [...item.rules, added] } : item
      );
    }
    case "add_group": {
      if (isFull || draft.rules.length >= RULES_MAX) return draft.rules;
      // Within "all" one wants an "any", and the other way round.
      return [...draft.rules, { match: draft.match === "all" ? "any" : "all", rules: [] }];
    }
    case "remove":
      return withoutItem(draft.rules, command.path);
    default:
      return draft.rules;
  }
}

function withoutItem<Rule extends { field: string }>(
  items: readonly (Rule | { match: Match; rules: Rule[] })[],
  [first, second]: RulePath,
): (Rule | { match: Match; rules: Rule[] })[] {
  if (second === undefined) return items.filter((_, index) => index !== first);
  return items.map((item, index) =>
    "field" in item || index !== first
      ? item
      : { ...item, rules: item.rules.filter((_, at) => at !== second) }
  );
}

function fittedItem(item: DraftRule | DraftGroup, findField: FindShape): DraftRule | DraftGroup {
  if (!isGroup(item)) return fittedRule(item, findField(item.field));
  return { ...item, rules: item.rules.map((rule) => fittedRule(rule, findField(rule.field))) };
}

/** With an operator that the field has, and no values of another kind. */
export function fittedRule(rule: DraftRule, field: FieldShape | null): DraftRule {
  if (field === null) return rule;
  const [first = "is", ...others] = opsOf(field);
  const op = others.find((known) => known === rule.op) ?? first;
  if (op !== rule.op) return { field: rule.field, op, values: [] };
  const fitting = rule.values.filter((value) => field.kind !== "date" || suitsDate(value, op));
  return { ...rule, values: fitting.slice(0, MOST_VALUES[arityOf(op)]) };
}

const LIKE_PERIOD = /[hdwm]\s*$/i;
const LIKE_DAY = /^\s*\d+([-.])\d+\1\d+\s*$/;

/** A day is no part of a period, nor a period of a day; what is half typed may become either. */
function suitsDate(value: string, op: FilterOp): boolean {
  return !(op === "last" || op === "ago" ? LIKE_DAY : LIKE_PERIOD).test(value);
}
