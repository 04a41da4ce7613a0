// The filter builder above the list.
import { ErrorSummary } from "@/components/Notice.tsx";
import { type FieldChoices, fieldLooks, filterLabels } from "@/components/filter/filter_looks.ts";
import { ruleNumber } from "@/components/filter/FilterForm.tsx";
import FilterBuilder from "@/islands/FilterBuilder.tsx";
import { type ContactListView, listHref, listParams } from "@/lib/domain/contact_list.ts";
import type { OpenBuilder } from "@/lib/http/read_list_page.ts";
import { problemText } from "@/lib/i18n/translate.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export interface FilterPanelProps extends FieldChoices {
  viewer: Viewer;
  builder: OpenBuilder;
  /** How many contacts the applied filter finds; null when that is not known. */
  count: number | null;
  sentence: string;
}

export function FilterPanel(props: FilterPanelProps) {
  const { viewer, builder, count, sentence } = props;
  const { t } = viewer;
  const problems = problemsByPath(viewer, builder);
  const hasProblems = Object.keys(problems).length > 0;
  return (
    <section class="filter-panel" aria-labelledby="filter-title">
      <h2
        class="visually-hidden"
        id="filter-title"
        tabIndex={-1}
        autofocus={!hasProblems && builder.added === null}
      >
        {t("builder.title")}
      </h2>
      <ErrorSummary title={t("builder.problem_title")} problems={summaryOf(props)} />
      <FilterBuilder
        draft={builder.draft}
        fields={fieldLooks(viewer, builder.draft, props)}
        labels={filterLabels(viewer)}
        method="get"
        action="/contacts"
        hidden={hiddenParams(builder.unedited)}
        problems={problems}
        sentence={builder.command ? "" : sentence}
        count={count === null || builder.command ? "" : t("builder.found", { count })}
        ends={[{ value: "apply", label: t("builder.apply") }]}
        cancel={{ href: hrefOf(builder.unedited), label: t("builder.cancel") }}
        focus={builder.added}
        countUrl="/contacts/count"
      />
    </section>
  );
}

/** With its page. */
function hrefOf(view: ContactListView): string {
  return listHref(view, { cursor: view.cursor });
}

/** The search is there in any case, because the search field keeps it up to date. */
function hiddenParams(view: ContactListView): [string, string][] {
  const params = listParams({ ...view, query: "", cursor: null });
  return [["q", view.query], ...params];
}

function problemsByPath({ locale }: Viewer, { problems }: OpenBuilder): Record<string, string> {
  return Object.fromEntries(
    problems.flatMap((problem) =>
      problem.path ? [[problem.path.join("."), problemText(locale, problem)]] : []
    ),
  );
}

/** The same words as beside the conditions, with their numbers. */
function summaryOf({ viewer: { t, locale }, builder }: FilterPanelProps): Record<string, string> {
  return Object.fromEntries(builder.problems.map((problem) => {
    const sentence = problemText(locale, problem);
    if (problem.path === null) return ["form", sentence];
    const text = t("builder.problem_at", { n: ruleNumber(problem.path), problem: sentence });
    return [`f${problem.path.join(".")}`, text];
  }));
}
