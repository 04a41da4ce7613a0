// What the filter builder says while a filter is edited: how many contacts the list would have, the filter in words, and
// what is wrong with it.
import { parseListView } from "@/lib/domain/contact_list.ts";
import type { RuleProblem } from "@/lib/domain/filter/check.ts";
import { draftProblems } from "@/lib/domain/filter/draft_tree.ts";
import type { FilterOutcome } from "@/lib/domain/filter/outcome.ts";
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";
import { filterSentence } from "@/lib/i18n/filter_sentence.ts";
import { problemText } from "@/lib/i18n/translate.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { readBuilder, wasSent } from "./filter_builder.ts";
import { filterNames } from "./filter_options.ts";
import { type FilterReader, readListFilter } from "./list_filter.ts";
import { readBuilderLimits, viewAfter } from "./read_list_page.ts";

/** What is not complete yet is no mistake: nobody wants to be told while typing. */
const UNFINISHED = ["filter_value_missing", "filter_values_two", "filter_phone"];

/** Of the list's parameters, with the form of the builder or without it. */
export async function readFilterOutcome(
  reader: FilterReader & Viewer & { index: ContactIndex },
  params: URLSearchParams,
): Promise<FilterOutcome> {
  const { t, locale, index, principal } = reader;
  const asked = parseListView(params);
  const limits = wasSent(params) ? await readBuilderLimits(reader) : null;
  const draft = limits && readBuilder(params, limits).draft;
  const view = draft ? await viewAfter(reader, asked, { draft, limits }) : asked;
  const { filter, terms } = await readListFilter(reader, view);
  const sentence = filterSentence(locale, filter.tree, filterNames(principal, terms));
  const found = draft ? draftProblems(draft, limits.findField, limits) : filter.problems;
  if (found.length > 0) {
    const problems = sentences(found, locale);
    return { count: null, text: t("builder.incomplete"), sentence, problems };
  }
  const count = await index.count({ words: filter.words, filter: filter.condition });
  return { count, text: t("builder.found", { count }), sentence, problems: {} };
}

function sentences(problems: RuleProblem[], locale: Viewer["locale"]): Record<string, string> {
  return Object.fromEntries(
    problems.flatMap((problem) =>
      problem.path === null || UNFINISHED.includes(problem.code)
        ? []
        : [[problem.path.join("."), problemText(locale, problem)]]
    ),
  );
}
