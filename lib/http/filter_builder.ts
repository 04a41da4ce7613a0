// The filter builder's form on the page of the list: what it sent, what its buttons do, and what applying it leads to.
import { type ContactListView, withoutFilter } from "@/lib/domain/contact_list.ts";
import { type CheckOptions, checkRule, type RuleProblem } from "@/lib/domain/filter/check.ts";
import {
  changedDraft,
  type DraftCommand,
  type FilterDraft,
  treeDraft,
} from "@/lib/domain/filter/draft.ts";
import { draftProblems, draftTree } from "@/lib/domain/filter/draft_tree.ts";
import { readCommand, readDraft } from "@/lib/domain/filter/draft_form.ts";
import type { FindField } from "@/lib/domain/filter/field.ts";
import { printFilter } from "@/lib/domain/filter/text.ts";
import { type FilterRule, type FilterTree, isGroup, listRules } from "@/lib/domain/filter/tree.ts";
import type { Segment } from "@/lib/domain/segment.ts";

/** What is known of the fields and tags that a filter may ask about. */
export interface BuilderLimits extends CheckOptions {
  findField: FindField;
}

export interface SentBuilder {
  /** As the form is to be shown now, the pressed button's change included. */
  draft: FilterDraft;
  command: DraftCommand | null;
  /** Of the conditions, when they were to be applied. */
  problems: RuleProblem[];
  /** Path of the condition that the button added. */
  added: string | null;
}

/** Whether the form was sent with the page's parameters. */
export function wasSent(params: URLSearchParams): boolean {
  return params.has("do") || params.has("fm");
}

/** What it sent. */
export function readBuilder(params: URLSearchParams, limits: BuilderLimits): SentBuilder {
  const entries = [...params];
  const command = readCommand(entries);
  const sent = readDraft(entries);
  const draft = command ? changedDraft(sent, command, limits.findField) : sent;
  const problems = command?.kind === "apply" ? draftProblems(draft, limits.findField, limits) : [];
  return { draft, command, problems, added: addedPath(draft, command) };
}

/** The builder opened on a filter, without anything sent. */
export function openBuilder(tree: FilterTree): SentBuilder {
  return { draft: treeDraft(tree), command: null, problems: [], added: null };
}

export interface Applied {
  draft: FilterDraft;
  segment: Segment | null;
  limits: BuilderLimits;
}

/** The view with the draft as its filter; the address says nothing of it where it is the open segment's own. */
export function appliedView(
  view: ContactListView,
  { draft, segment, limits }: Applied,
): ContactListView {
  const tree = canonicalTree(draftTree(draft, limits.findField), limits);
  if (tree.rules.length === 0) return withoutFilter(view);
  const filter = printFilter(tree);
  const isOwn = segment !== null && filter === printFilter(segment.filter);
  return { ...view, filter: isOwn ? "" : filter, cursor: null };
}

/** What is not possible stays as it is. */
function canonicalTree(tree: FilterTree, limits: BuilderLimits): FilterTree {
  const canonical = (rule: FilterRule) =>
    checkRule(rule, limits.findField(rule.field), limits).rule ?? rule;
  const rules = tree.rules.map((item) =>
    isGroup(item) ? { ...item, rules: item.rules.map(canonical) } : canonical(item)
  );
  return { match: tree.match, rules };
}

function addedPath(draft: FilterDraft, command: DraftCommand | null): string | null {
  if (command?.kind !== "add") return null;
  const { group } = command;
  const inPlace = listRules(draft).filter(({ path }) =>
    group === null ? path.length === 1 : path.length === 2 && path[0] === group
  );
  return inPlace.at(-1)?.path.join(".") ?? null;
}
