import { page } from "fresh";
import { Icon } from "@/components/Icon.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { noteSegmentUse } from "@/lib/actions/note_segment_use.ts";
import { RefreshLine } from "@/components/live/RefreshLine.tsx";
import Live from "@/islands/Live.tsx";
import PageDialog from "@/islands/PageDialog.tsx";
import SearchBox from "@/islands/SearchBox.tsx";
import { listHref, listParams } from "@/lib/domain/contact_list.ts";
import { actingFor, define, requireSignedIn } from "@/lib/http/define.ts";
import { followTopics } from "@/lib/http/live_page.ts";
import { readListPage } from "@/lib/http/read_list_page.ts";
import { rightsFor } from "@/lib/http/rights.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { FilterPanel } from "./(_parts)/FilterPanel.tsx";
import {
  ListCount,
  ListFilterRow,
  ListFilters,
  ListHints,
  type ListProps,
  ListStatus,
  Results,
  sentenceOf,
} from "./(_parts)/ListParts.tsx";

/** Sent by the search island, which swaps the parts of the page that a search changes. */
const PART_HEADER = "x-kartka-part";

export const handler = define.handlers({
  async GET(ctx) {
    const { deps, nowMs, timeZone, t } = ctx.state;
    const user = requireSignedIn(ctx.state);
    const { preferences } = user;
    const reader = { ...deps, principal: user, preferences, nowMs, timeZone };
    const live = await followTopics(ctx.state, ctx.url, [{ kind: "list" }]);
    const [listPage, rights] = await Promise.all([
      readListPage(reader, ctx.url.searchParams),
      rightsFor(ctx.state),
    ]);
    if ("leadsTo" in listPage) return redirectAfter(ctx, listPage.leadsTo);
    const { status } = listPage;
    const props: ListProps = { viewer: ctx.state, user, rights, ...listPage };
    const { segment } = props.list.filter;
    if (segment) deps.background(() => noteSegmentUse(actingFor(ctx.state), segment));
    ctx.state.title = segment ? `${segment.name} – ${t("contacts.title")}` : t("contacts.title");
    if (ctx.req.headers.get(PART_HEADER) !== "results") return page({ ...props, live }, { status });
    return ctx.render(
      <>
        <ListCount {...props} />
        <ListFilters {...props} />
        <ListHints {...props} />
        <ListFilterRow {...props} />
        <ListStatus {...props} />
        <Results {...props} />
      </>,
      { status, headers: { [PART_HEADER]: "results" } },
      { skipAppWrapper: true, skipInheritedLayouts: true },
    );
  },
});

export default define.page<typeof handler>(function ContactsPage({ data }) {
  const { viewer, builder, list, live, rights } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("contacts.title")}
        aside={
          <>
            <ListCount {...data} />
            {/* The scripts of an open filter builder leave no room for another island. */}
            {builder ? <RefreshLine {...live} /> : <Live {...live} />}
          </>
        }
        actions={
          <>
            {rights["import.run"] && (
              <a class="button wide-only" href="/contacts/import">
                <Icon name="upload" />
                {t("contacts.import")}
              </a>
            )}
            <a class="button primary" href="/contacts/new" data-shortcut="c">
              <Icon name="plus" />
              {t("contacts.new")}
            </a>
          </>
        }
      />
      <div class="list-bar">
        <Search {...data} />
        <ListFilters {...data} />
      </div>
      <ListHints {...data} />
      {builder && (
        <FilterPanel
          viewer={viewer}
          builder={builder}
          tags={[...list.tags.values()]}
          goneTags={list.goneTags}
          allFields={list.fields}
          count={list.filter.problems.length > 0 ? null : list.page.total}
          sentence={sentenceOf(data)}
        />
      )}
      <ListFilterRow {...data} />
      <ListStatus {...data} />
      <Results {...data} />
      {/* Beside an open filter builder rows lead to pages: its scripts leave no room. */}
      {builder === null && <PageDialog failed={t("dialog.failed")} />}
    </>
  );
});

function Search({ viewer: { t }, view, builder }: ListProps) {
  const kept = [...listParams({ ...view, query: "", cursor: null })];
  return (
    <SearchBox
      query={view.query}
      kept={builder ? [...kept, ["filter", "edit"]] : kept}
      clearHref={listHref(view, { query: "" })}
      labels={{
        search: t("contacts.search"),
        placeholder: t("contacts.search_placeholder"),
        submit: t("contacts.search_submit"),
        clear: t("contacts.search_clear"),
        failed: t("contacts.search_failed"),
        counting: t("contacts.counting"),
      }}
    />
  );
}
