// A draft as the fields of a form, which works without JavaScript. Safe for the browser.
//
//   fm=all|any   f0.field   f0.op   f0.v (as often as there are values)   f0.v.unit (of a period)
//   f1.match=all|any   f1.0.field …                                        do=a command   add.field, add:1.field
import type { DraftCommand, DraftGroup, DraftRule, FilterDraft } from "./draft.ts";
import { isGroup, listRules, type Match, type RulePath, RULES_MAX, VALUES_MAX } from "./tree.ts";

/** Pairs of name and value: a `URLSearchParams` or a `FormData`. */
export type FormEntries = Iterable<[string, unknown]>;

const NAME = /^f(\d{1,2})(?:\.(\d{1,2}))?\.(field|op|v|v\.unit|match)$/;
const COMMAND = /^(add|remove)(?::(\d{1,2})(?:\.(\d{1,2}))?)?$/;

/**
 * Reads what the form sent; names it does not know are left out. One rule and one value more than there may be are kept,
 * so that the excess is a problem that can be shown, and the rest is dropped.
 */
export function readDraft(entries: FormEntries): FilterDraft {
  return withinLimits(readShownDraft(entries));
}

/** The same of a form that is known to keep to the limits: the one in the browser. */
export function readShownDraft(entries: FormEntries): FilterDraft {
  const draft: FilterDraft = { match: "all", rules: [] };
  const items: ReadItem[] = []; // with holes
  for (const [name, value] of entries) {
    if (typeof value !== "string") continue;
    if (name === "fm") draft.match = readMatch(value);
    const [, first, second, part] = NAME.exec(name) ?? [];
    if (first !== undefined) readPart(items, { first, second, part }, value);
  }
  draft.rules = items.filter(Boolean).map(({ match, rule, rules }) =>
    match === null ? rule : { match, rules: rules.filter(Boolean) }
  );
  return draft;
}

/** Which button was pressed, the last if several are named; null for none of the builder's. */
export function readCommand(entries: FormEntries): DraftCommand | null {
  const form = new Map(
    [...entries].filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  const text = form.get("do") ?? "";
  if (text === "apply" || text === "refresh" || text === "add_group") return { kind: text };
  const [, kind, first, second] = COMMAND.exec(text) ?? [];
  if (kind === "add" && second === undefined) {
    const group = first === undefined ? null : Number(first);
    return { kind, group, field: form.get(`${text}.field`) ?? "" };
  }
  if (kind !== "remove" || first === undefined) return null;
  const path: RulePath = second === undefined ? [Number(first)] : [Number(first), Number(second)];
  return { kind, path };
}

/** The fields that `readDraft` reads, for links and requests that carry a draft. */
export function draftParams(draft: FilterDraft): URLSearchParams {
  const params = new URLSearchParams({ fm: draft.match });
  draft.rules.forEach((item, index) => {
    if (isGroup(item)) params.set(`f${index}.match`, item.match);
  });
  for (const { path, rule } of listRules(draft)) {
    const name = `f${path.join(".")}`;
    params.set(`${name}.field`, rule.field);
    params.set(`${name}.op`, rule.op);
    for (const value of rule.values) params.append(`${name}.v`, value);
  }
  return params;
}

/** A rule, or a group as soon as anything says so. */
interface ReadItem {
  match: Match | null;
  rule: DraftRule;
  rules: DraftRule[]; // with holes
}

interface PartName {
  first: string;
  second: string | undefined;
  part: string | undefined;
}

function readPart(items: ReadItem[], { first, second, part }: PartName, value: string): void {
  const item = items[Number(first)] ??= { match: null, rule: emptyRule(), rules: [] };
  if (second !== undefined) {
    item.match ??= "all";
    setPart(item.rules[Number(second)] ??= emptyRule(), part, value);
  } else if (part === "match") {
    item.match = readMatch(value);
  } else {
    setPart(item.rule, part, value);
  }
}

/** The unit follows its number in the form, and joins it: `30` and `d` are `30d`. */
function setPart(rule: DraftRule, part: string | undefined, value: string): void {
  if (part === "field" || part === "op") rule[part] = value;
  else if (part === "v" && rule.values.length <= VALUES_MAX) rule.values.push(value);
  else if (part === "v.unit") rule.values = [(rule.values[0] ?? "") + value];
}

function emptyRule(): DraftRule {
  return { field: "", op: "", values: [] };
}

function withinLimits({ match, rules }: FilterDraft): FilterDraft {
  let left = RULES_MAX + 1;
  const kept = rules.flatMap((item): (DraftRule | DraftGroup)[] => {
    if (!isGroup(item)) return left-- > 0 ? [item] : [];
    const inside = item.rules.slice(0, Math.max(0, left));
    left -= inside.length;
    return left < 0 ? [] : [{ match: item.match, rules: inside }];
  });
  return { match, rules: kept };
}

function readMatch(value: string): Match {
  return value === "any" ? "any" : "all";
}
