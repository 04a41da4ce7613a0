// From a filter as people wrote it to a condition on plain values: time, zone, country and living tags come in here.
import type { CountryCode } from "libphonenumber-js";
import type { FieldProblem } from "@/lib/errors.ts";
import { blockedCondition, blockEndCondition, blockReasonCondition } from "./block_condition.ts";
import { checkRule, type RuleProblem } from "./check.ts";
import {
  type AttributeColumn,
  type Condition,
  EVERYBODY,
  isAttributeColumn,
  NOBODY,
  type NumberField,
  type SetFamily,
  type TextColumn,
} from "./condition.ts";
import type { FilterField, FindField } from "./field.ts";
import { type FilterTags, knowsTag } from "./filter_tags.ts";
import {
  checkboxCondition,
  dateRange,
  joined,
  numberRange,
  rangeCondition,
  setCondition,
  textCondition,
  timeRange,
} from "./rule_condition.ts";
import {
  type FilterRule,
  type FilterTree,
  isGroup,
  listRules,
  type RulePath,
  RULES_MAX,
} from "./tree.ts";

export interface ResolveOptions {
  findField: FindField;
  tags: FilterTags;
  nowMs: number;
  /** Whose days are meant. */
  timeZone: string;
  /** Whose numbers a phone without a country code is one of. */
  country: CountryCode;
}

export interface ResolvedFilter {
  /** Nobody when there is any problem, or nothing left to ask (4.6); everybody for a tree without rules. */
  condition: Condition;
  problems: RuleProblem[];
  ignored: RulePath[];
}

export type ResolvedRule =
  | { kind: "condition"; condition: Condition }
  /** All its tags are deleted, or its attribute is. */
  | { kind: "ignored" }
  | { kind: "problem"; problem: FieldProblem };

/** What a tree means. A group whose rules are all ignored is ignored; such a tree is nobody, never everybody. */
export function resolveFilter(tree: FilterTree, options: ResolveOptions): ResolvedFilter {
  const found: Findings = { problems: treeProblems(tree), ignored: [] };
  const parts = tree.rules.flatMap((item, index) => {
    if (!isGroup(item)) return conditionsAt([index], resolveRule(item, options), found);
    if (item.rules.length === 0) return [];
    const inside = item.rules.flatMap((rule, at) =>
      conditionsAt([index, at], resolveRule(rule, options), found)
    );
    return inside.length === 0 ? [] : [joined(item.match, inside)]; // all ignored: so is the group
  });
  const asks = tree.rules.some((item) => !isGroup(item) || item.rules.length > 0);
  const condition = asks ? joined(tree.match, parts) : EVERYBODY;
  return { condition: found.problems.length > 0 ? NOBODY : condition, ...found };
}

/** What one rule means by itself. Negatives are the opposite of the positive, and so include the empty (4.3). */
export function resolveRule(rule: FilterRule, options: ResolveOptions): ResolvedRule {
  const { findField, tags } = options;
  const field = findField(rule.field);
  if (field?.isDeleted) return { kind: "ignored" };
  const checked = checkRule(rule, field, { isKnownTag: knowsTag(tags) });
  if (checked.rule === null) return { kind: "problem", problem: checked.problem };
  const { op, values } = checked.rule;
  const column = field && columnOf(field);
  if (column === null) return { kind: "problem", problem: { code: "filter_field" } };
  switch (column.kind) {
    case "text":
      return condition(
        textCondition(column.column, op, { text: values[0] ?? "", country: options.country }),
      );
    case "number":
      return condition(rangeCondition(column.field, op, numberRange(op, values)));
    case "time":
      return condition(rangeCondition(column.field, op, timeRange(op, values, options)));
    case "day":
      return condition(rangeCondition(column.field, op, dateRange(op, values, options)));
    case "checkbox":
      return condition(checkboxCondition(column.family, op));
    case "blocked":
      return condition(blockedCondition(op, options.nowMs));
    case "blockEnd":
      return condition(blockEndCondition(op, timeRange(op, values, options), options.nowMs));
    case "blockReason":
      return condition(blockReasonCondition(op, values, options.nowMs));
    case "set":
      return column.family === "tags"
        ? tagCondition(checked.rule, tags)
        : condition(setCondition(column.family, op, values));
  }
}

/** Deleted tags are not asked about, nor are they tags that a contact "has". */
function tagCondition({ op, values }: FilterRule, tags: FilterTags): ResolvedRule {
  const asksWhich = values.length > 0;
  const living = asksWhich ? values.filter((id) => tags.isLiving(id)) : tags.living;
  if (living === undefined) return condition(setCondition("tags", op, []));
  if (living.length > 0) return condition(setCondition("tags", op, living));
  if (asksWhich) return { kind: "ignored" };
  return condition(op === "empty" ? EVERYBODY : NOBODY);
}

function treeProblems(tree: FilterTree): RuleProblem[] {
  if (listRules(tree).length <= RULES_MAX) return [];
  return [{ path: null, code: "filter_rules", params: { max: RULES_MAX } }];
}

type Findings = Pick<ResolvedFilter, "problems" | "ignored">;

function conditionsAt(path: RulePath, resolved: ResolvedRule, found: Findings): Condition[] {
  if (resolved.kind === "condition") return [resolved.condition];
  if (resolved.kind === "ignored") found.ignored.push(path);
  else found.problems.push({ path, ...resolved.problem });
  return [];
}

/** Where the values of a field are, in every index. */
type Column =
  | { kind: "text"; column: TextColumn }
  | { kind: "number"; field: NumberField }
  | { kind: "time"; field: NumberField }
  /** A calendar day of no zone. */
  | { kind: "day"; field: NumberField }
  | { kind: "set"; family: SetFamily }
  | { kind: "checkbox"; family: SetFamily }
  | { kind: "blocked" | "blockEnd" | "blockReason" };

function columnOf({ key, kind }: FilterField): Column | null {
  if (isAttributeColumn(key)) return attributeColumnOf(key, kind);
  switch (key) {
    case "name":
    case "email":
    case "phone":
      return { kind: "text", column: key };
    case "id":
    case "imports":
    case "conversations":
      return { kind: "number", field: key };
    case "created":
    case "lastActivity":
      return { kind: "time", field: key };
    case "tags":
    case "language":
    case "source":
    case "channel":
      return { kind: "set", family: key };
    case "blocked":
    case "blockEnd":
    case "blockReason":
      return { kind: key };
    default:
      return null;
  }
}

function attributeColumnOf(key: AttributeColumn, kind: FilterField["kind"]): Column | null {
  switch (kind) {
    case "text":
      return { kind, column: key };
    case "number":
      return { kind, field: key };
    case "date":
      return { kind: "day", field: key };
    case "list":
      return { kind: "set", family: key };
    case "checkbox":
      return { kind, family: key };
    case "tags":
      return null;
  }
}

function condition(condition: Condition): ResolvedRule {
  return { kind: "condition", condition };
}
