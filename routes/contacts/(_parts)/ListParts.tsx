// The parts of the list's page that a search changes, each under an id by which the search island swaps it.
import { FilterButton } from "@/components/contacts/FilterButton.tsx";
import { FilterRow } from "@/components/contacts/FilterRow.tsx";
import { ListResults } from "@/components/contacts/ListResults.tsx";
import { SearchHints } from "@/components/contacts/SearchHints.tsx";
import { SearchSyntax } from "@/components/contacts/SearchSyntax.tsx";
import { TagFilter } from "@/components/contacts/TagFilter.tsx";
import { ViewOptions } from "@/components/contacts/ViewOptions.tsx";
import { fieldFinder } from "@/lib/domain/filter/workspace_fields.ts";
import { listParams } from "@/lib/domain/contact_list.ts";
import { listRules } from "@/lib/domain/filter/tree.ts";
import { withQuery } from "@/lib/domain/query_string.ts";
import { QUERY_CHARS_MAX } from "@/lib/domain/search.ts";
import type { Rights } from "@/lib/domain/rights.ts";
import { mayChangeSegment } from "@/lib/domain/segment_access.ts";
import { ownColumns, type User } from "@/lib/domain/user.ts";
import { narrows } from "@/lib/http/list_filter.ts";
import type { ListPage } from "@/lib/http/read_list_page.ts";
import { filterSentence, ruleParts } from "@/lib/i18n/filter_sentence.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export interface ListProps extends ListPage {
  viewer: Viewer;
  user: User;
  /** What this person may do. */
  rights: Rights;
}

/** All of them, or how many of all were found. */
export function ListCount({ viewer: { t }, view, list }: ListProps) {
  const { total } = list.page;
  return (
    <p class="muted" id="list-count">
      {total === null
        ? (
          <a href={withQuery("/contacts", [...listParams(view), ["count", "exact"]])} data-count>
            {t("contacts.count_now")}
          </a>
        )
        : narrows(view)
        ? t("contacts.found", { count: total, total: list.allCount })
        : t("contacts.total", { count: total })}
    </p>
  );
}

/** Stays in the page when the search swaps its text, or screen readers would not read it out. */
export function ListStatus({ viewer: { t }, list }: ListProps) {
  const { total } = list.page;
  return (
    <p class="visually-hidden" role="status" id="list-status">
      {total === null ? "" : t("contacts.found_status", { count: total })}
    </p>
  );
}

/** The links here carry the search, so they change with it. */
export function ListFilters({ viewer, view, list, user, builder }: ListProps) {
  return (
    <div class="list-filters" id="list-filters">
      <FilterButton
        viewer={viewer}
        view={view}
        count={listRules(list.filter.tree).length}
        closed={builder?.unedited ?? null}
      />
      <TagFilter viewer={viewer} view={view} tags={list.quickTags} />
      <div class="list-tools">
        <SearchSyntax viewer={viewer} />
        <ViewOptions
          viewer={viewer}
          view={view}
          columns={user.preferences.columns}
          attributes={list.attributes}
          density={user.preferences.density}
        />
      </div>
    </div>
  );
}

/** What the typed conditions mean, and what of the text is no condition: politely, below the search field. */
export function ListHints(props: ListProps) {
  const { viewer, list } = props;
  const { typed } = list.filter;
  return (
    <div id="list-hints" role="status">
      {typed.length > 0 && (
        <p class="typed-filter">
          {filterSentence(viewer.locale, { match: "all", rules: typed }, namesFor(props))}
        </p>
      )}
      <SearchHints viewer={viewer} hints={list.filter.hints} />
    </div>
  );
}

/** The conditions applied. */
export function ListFilterRow(props: ListProps) {
  const { viewer, view, list, user, builder } = props;
  const { tree, problems, ignored, segment, isChanged } = list.filter;
  const names = namesFor(props);
  // The builder, while it is open, shows the same conditions.
  const isShown = builder === null && (tree.rules.length > 0 || segment !== null);
  return (
    <div id="list-filter">
      {isShown && (
        <FilterRow
          viewer={viewer}
          view={view}
          tree={tree}
          lookOf={(rule) => ruleParts(viewer.locale, rule, names)}
          ignored={ignored}
          wrong={problems.flatMap(({ path }) => path ? [path] : [])}
          sentence={sentenceOf(props)}
          segment={segment && {
            id: segment.id,
            name: segment.name,
            revision: segment.revision,
            isChanged,
            canChange: mayChangeSegment(user, segment),
          }}
        />
      )}
    </div>
  );
}

export function Results(props: ListProps) {
  const { viewer, view, list, user, rights } = props;
  return (
    <div id="list-results">
      <ListResults
        viewer={viewer}
        view={view}
        columns={ownColumns(user.preferences.columns)}
        attributes={list.attributeColumns}
        pageSize={list.pageSize}
        tags={list.tags}
        mayBlock={rights["contact.block"]}
        mayImport={rights["import.run"]}
        warning={warningOf(props)}
        filter={list.filter.tree.rules.length > 0 ? sentenceOf(props) : null}
        problem={problemOf(props)}
        {...list.page}
      />
    </div>
  );
}

function problemOf({ viewer: { t }, list }: ListProps): string | null {
  if (list.filter.segmentGone) return t("chips.segment_gone");
  return list.filter.problems.length > 0 ? t("builder.problem_list") : null;
}

/** What the filter means, in words. */
export function sentenceOf(props: ListProps): string {
  return filterSentence(props.viewer.locale, props.list.filter.tree, namesFor(props));
}

function namesFor({ list }: ListProps) {
  return {
    tag: (id: string) => list.tags.get(id)?.name ?? list.goneTags.get(id) ?? null,
    findField: fieldFinder(list.fields),
  };
}

function warningOf({ viewer: { t }, list }: ListProps): string | null {
  if (list.pageGone) return t("contacts.page_gone");
  return list.queryCut ? t("contacts.search_short", { max: QUERY_CHARS_MAX }) : null;
}
