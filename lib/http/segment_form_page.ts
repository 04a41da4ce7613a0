// What the pages with a segment's form show: what was entered, what the filter means and finds, and what is wrong.
import { type Context, page } from "fresh";
import type { RuleProblem } from "@/lib/domain/filter/check.ts";
import { draftProblems, draftTree } from "@/lib/domain/filter/draft_tree.ts";
import type { FilterField } from "@/lib/domain/filter/field.ts";
import { knowsTag } from "@/lib/domain/filter/filter_tags.ts";
import { workspaceFields } from "@/lib/domain/filter/workspace_fields.ts";
import { isAllowed } from "@/lib/domain/policy.ts";
import type { Segment } from "@/lib/domain/segment.ts";
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import type { Locale } from "@/lib/domain/user.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import { filterSentence } from "@/lib/i18n/filter_sentence.ts";
import { problemText } from "@/lib/i18n/translate.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { findUser } from "@/lib/store/users.ts";
import { requireSignedIn, type State } from "./define.ts";
import { filterNames, filterOptions, goneTagNames } from "./filter_options.ts";
import { readFilterTerms } from "./filter_terms.ts";
import { type ProblemTexts, problemTexts } from "./problems.ts";
import type { SegmentValues } from "./segment_form.ts";
import { filterMeaning, type SegmentFlaw } from "./segment_meaning.ts";
import { whenIndexed } from "./when_indexed.ts";

export interface SegmentFormShown {
  /** Null for a new one. */
  segment: Segment | null;
  values: SegmentValues;
  /** Of the segment as this person has seen it; left out of a new one. */
  revision?: number;
  problems?: FieldProblems;
  /** Someone else has saved it since. */
  conflict?: boolean;
}

export interface SegmentFormPage {
  viewer: Viewer;
  segment: Segment | null;
  values: SegmentValues;
  /** Null of a new one. */
  revision: number | null;
  problems: ProblemTexts;
  /** Of single conditions, by their places. */
  ruleProblems: ProblemTexts;
  conflict: boolean;
  /** Of the filter as it is saved. */
  flaw: SegmentFlaw;
  /** Of the filter as it was entered, and as it is saved. */
  sentence: string;
  savedSentence: string;
  /** How many contacts the filter finds now, or what has to be done first; "" while the index is being built. */
  found: string;
  mayShare: boolean;
  /** Whose it is when it is shared no longer; null when it is this person's. */
  ownerName: string | null;
  /** To choose from. */
  tags: Tag[];
  goneTags: Map<string, string>;
  /** That filters may ask about, deleted ones included. */
  allFields: FilterField[];
}

/** The page's data with its status: 409 after a conflict, 422 when something is wrong. Sets the title. */
export async function segmentFormPage(ctx: Context<State>, shown: SegmentFormShown) {
  const { state } = ctx;
  const { segment, problems = {}, conflict = false } = shown;
  const isRefused = Object.keys(problems).length > 0;
  const title = segment ? state.t("segments.edit") : state.t("segments.new");
  state.title = isRefused || conflict ? state.t("form.title_problem", { title }) : title;
  const data: SegmentFormPage = {
    viewer: state,
    segment,
    values: shown.values,
    revision: shown.revision ?? null,
    problems: problemTexts(state, problems),
    conflict,
    ...await readForm(state, shown, isRefused),
  };
  return page(data, { status: conflict ? 409 : isRefused ? 422 : 200 });
}

async function readForm(state: State, { segment, values }: SegmentFormShown, isRefused: boolean) {
  const { deps, locale } = state;
  const principal = requireSignedIn(state);
  const terms = await readFilterTerms(deps.kv);
  const { tags } = terms;
  const options = filterOptions({ ...deps, ...state, principal }, terms);
  const limits = { isKnownTag: knowsTag(options.tags) };
  const wrong = draftProblems(values.draft, options.findField, limits);
  const tree = draftTree(values.draft, options.findField);
  const { condition } = filterMeaning(tree, options);
  const names = filterNames(principal, terms);
  const isOwn = segment === null || segment.ownerId === principal.id;
  const [count, owner] = await Promise.all([
    wrong.length > 0 ? null : whenIndexed(deps.index.count({ words: [], filter: condition })),
    isOwn ? null : findUser(deps.kv, segment.ownerId),
  ]);
  return {
    flaw: segment && filterMeaning(segment.filter, options).flaw,
    ruleProblems: isRefused ? sentencesByPlace(wrong, locale) : {},
    sentence: filterSentence(locale, tree, names),
    savedSentence: segment ? filterSentence(locale, segment.filter, names) : "",
    found: foundText(state, wrong, count),
    mayShare: isAllowed(principal, "segment.manage"),
    ownerName: isOwn ? null : owner?.name ?? state.t("actor.unknown"),
    tags: tags.filter((tag) => isOffered(tag, principal)),
    goneTags: goneTagNames(principal, tags),
    allFields: workspaceFields(terms),
  };
}

function foundText({ t }: Viewer, wrong: readonly RuleProblem[], count: number | null): string {
  if (wrong.length > 0) return t("builder.incomplete");
  return count === null ? "" : t("builder.found", { count });
}

function sentencesByPlace(problems: readonly RuleProblem[], locale: Locale): ProblemTexts {
  const places = problems.map((one) => [one.path?.join(".") ?? "", problemText(locale, one)]);
  return Object.fromEntries(places);
}
