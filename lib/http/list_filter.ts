// What a view of the list asks for, put together: typed words and conditions, quick tags, and the filter of the address
// or of the open segment. The list, its count, and previous and next on the card all ask the same.
import type { ContactListView } from "@/lib/domain/contact_list.ts";
import type { RuleProblem } from "@/lib/domain/filter/check.ts";
import { type Condition, NOBODY } from "@/lib/domain/filter/condition.ts";
import { resolveFilter } from "@/lib/domain/filter/resolve.ts";
import { parseFilter, printFilter } from "@/lib/domain/filter/text.ts";
import type { FilterRule, FilterTree, RulePath } from "@/lib/domain/filter/tree.ts";
import { parseTyped, type TypedHint } from "@/lib/domain/filter/typed.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import type { Segment } from "@/lib/domain/segment.ts";
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import { foldTagName } from "@/lib/domain/tag_input.ts";
import { findSegment } from "@/lib/store/segments.ts";
import { filterOptions, type FilterViewer } from "./filter_options.ts";
import { type FilterTerms, readFilterTerms } from "./filter_terms.ts";
import { tagsCondition } from "./tags_condition.ts";

export interface ListFilter {
  /** Folded, of what was typed and is no condition. */
  words: string[];
  /** Null when nothing narrows the list but words. Nobody when there is any problem (4.6). */
  condition: Condition | null;
  /** Of the address or of the open segment, as far as it could be read. */
  tree: FilterTree;
  problems: RuleProblem[];
  /** Rules about deleted tags and attributes. */
  ignored: RulePath[];
  /** Conditions that were typed into the search. */
  typed: FilterRule[];
  hints: TypedHint[];
  segment: Segment | null;
  /** The address asks for a segment that is not there for this person. */
  segmentGone: boolean;
  /** The filter is another than the open segment's own. */
  isChanged: boolean;
}

export interface FilterReader extends FilterViewer {
  kv: Deno.Kv;
}

/** With all definitions, deleted ones included, because whoever asks needs them too. */
export async function readListFilter(
  reader: FilterReader,
  view: ContactListView,
): Promise<{ filter: ListFilter; terms: FilterTerms }> {
  const { kv, principal } = reader;
  const [terms, segment] = await Promise.all([
    readFilterTerms(kv),
    view.segmentId === null ? null : findSegment(kv, principal, view.segmentId),
  ]);
  return { filter: composeFilter(view, segment, { ...reader, ...terms }), terms };
}

/** The same without the store. */
export function composeFilter(
  view: ContactListView,
  segment: Segment | null,
  viewer: FilterViewer & FilterTerms,
): ListFilter {
  const options = filterOptions(viewer, viewer);
  const visible = viewer.tags.filter((tag) => isOffered(tag, viewer.principal));
  const given = view.filter === "" && segment
    ? { tree: segment.filter, problem: null }
    : parseFilter(view.filter);
  const typed = parseTyped(view.query, {
    findField: options.findField,
    tagNamed: (name) => tagNamed(visible, name),
  });
  const resolved = resolveFilter(given.tree, options);
  const problems = given.problem ? [given.problem, ...resolved.problems] : resolved.problems;
  const segmentGone = view.segmentId !== null && segment === null && view.filter === "";
  const conditions = [
    tagsCondition(view.tagIds, visible),
    typed.rules.length > 0
      ? resolveFilter({ match: "all", rules: typed.rules }, options).condition
      : null,
    given.tree.rules.length > 0 ? resolved.condition : null,
    given.problem || segmentGone ? NOBODY : null,
  ].filter((condition) => condition !== null);
  return {
    words: parseSearch(typed.text),
    condition: joined(conditions),
    tree: given.tree,
    problems,
    ignored: resolved.ignored,
    typed: typed.rules,
    hints: typed.hints,
    segment,
    segmentGone,
    isChanged: segment !== null && view.filter !== "" &&
      printFilter(given.tree) !== printFilter(segment.filter),
  };
}

/** Whether anything but the order is asked for: then the list is not all contacts. */
export function narrows(view: ContactListView): boolean {
  return view.query.trim() !== "" || view.tagIds.length > 0 || view.filter !== "" ||
    view.segmentId !== null;
}

function joined(conditions: Condition[]): Condition | null {
  const [first, ...others] = conditions;
  if (first === undefined) return null;
  return others.length === 0 ? first : { kind: "all", of: conditions };
}

function tagNamed(tags: readonly Tag[], name: string): string | null {
  const folded = foldTagName(name);
  return tags.find((tag) => foldTagName(tag.name) === folded)?.id ?? null;
}
