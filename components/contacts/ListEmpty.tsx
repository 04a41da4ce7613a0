// The list without rows: either there are no contacts at all, or nothing matches; both say what to do next.
import { type ContactListView, listHref, withoutFilter } from "@/lib/domain/contact_list.ts";
import { QUERY_CHARS_MAX } from "@/lib/domain/search.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";

export interface ListEmptyProps {
  viewer: Viewer;
  view: ContactListView;
  /** The filter in words; null when there is none. */
  filter: string | null;
  /** Why the list is empty whoever there may be; null when it only happens to be. */
  problem: string | null;
  mayImport: boolean;
}

export function ListEmpty({ viewer, view, filter, problem, mayImport }: ListEmptyProps) {
  if (problem !== null) return <NotPossible viewer={viewer} view={view} problem={problem} />;
  const searched = view.query.trim() !== "";
  if (!searched && view.tagIds.length === 0 && filter === null) {
    return <FirstRun viewer={viewer} mayImport={mayImport} />;
  }
  return <NothingFound viewer={viewer} view={view} filter={filter} />;
}

/** Never the whole list instead (4.6). */
function NotPossible(
  { viewer: { t }, view, problem }: Pick<ListEmptyProps, "viewer" | "view"> & { problem: string },
) {
  return (
    <div class="empty">
      <h2>{problem}</h2>
      <div class="form-foot">
        <a class="button" href={listHref(withoutFilter(view))}>{t("contacts.filter_clear")}</a>
      </div>
    </div>
  );
}

function FirstRun({ viewer: { t }, mayImport }: Pick<ListEmptyProps, "viewer" | "mayImport">) {
  return (
    <div class="empty">
      <h2>{t("contacts.empty_title")}</h2>
      <p>{t("contacts.empty_text")}</p>
      <div class="form-foot">
        <a class="button primary" href="/contacts/new">
          <Icon name="plus" />
          {t("contacts.new")}
        </a>
        {mayImport && (
          <a class="button" href="/contacts/import">
            <Icon name="upload" />
            {t("contacts.import")}
          </a>
        )}
      </div>
    </div>
  );
}

const SHOWN_CHARS_MAX = 40;

function NothingFound(
  { viewer: { t }, view, filter }: Omit<ListEmptyProps, "problem" | "mayImport">,
) {
  const query = view.query.trim().slice(0, QUERY_CHARS_MAX);
  const byTags = view.tagIds.length > 0;
  const isNarrow = byTags || filter !== null;
  return (
    <div class="empty">
      <h2>{nothingFoundTitle(t, query, { byTags, byFilter: filter !== null })}</h2>
      {filter !== null && <p>{filter}</p>}
      {query !== "" && <p>{t("contacts.none_found_text")}</p>}
      <div class="form-foot">
        {query !== "" && isNarrow && (
          <a class="button" href={listHref(withoutFilter({ ...view, tagIds: [] }))}>
            {t("contacts.search_all")}
          </a>
        )}
        {filter !== null && (
          <a class="button" href={listHref(withoutFilter(view))}>{t("contacts.filter_clear")}</a>
        )}
        {query !== "" && (
          <a class="button" href={listHref(view, { query: "" })}>{t("contacts.clear")}</a>
        )}
        {query !== "" && (
          <a class="button" href={`/contacts/new?${new URLSearchParams({ from: query })}`}>
            <Icon name="plus" />
            {t("contacts.create_found", { query: shortened(query) })}
          </a>
        )}
        {byTags && query === "" && (
          <a class="button" href={listHref(view, { tagIds: [] })}>{t("contacts.tags_clear")}</a>
        )}
      </div>
    </div>
  );
}

/** On a button there is no room for more. */
function shortened(query: string): string {
  return query.length > SHOWN_CHARS_MAX ? `${query.slice(0, SHOWN_CHARS_MAX).trim()}…` : query;
}

function nothingFoundTitle(
  t: Viewer["t"],
  query: string,
  { byTags, byFilter }: { byTags: boolean; byFilter: boolean },
): string {
  if (query === "") return t(byFilter ? "contacts.none_found_filter" : "contacts.none_found_tags");
  if (byFilter) return t("contacts.none_found_filter_query", { query });
  return byTags
    ? t("contacts.none_found_both", { query })
    : t("contacts.none_found_title", { query });
}
