import { page } from "fresh";
import { Icon } from "@/components/Icon.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { ListResults } from "@/components/contacts/ListResults.tsx";
import { TagFilter } from "@/components/contacts/TagFilter.tsx";
import { ViewOptions } from "@/components/contacts/ViewOptions.tsx";
import SearchBox from "@/islands/SearchBox.tsx";
import {
  type ContactListView,
  listHref,
  listParams,
  parseListView,
} from "@/lib/domain/contact_list.ts";
import { QUERY_CHARS_MAX } from "@/lib/domain/search.ts";
import type { User } from "@/lib/domain/user.ts";
import { define, requireSignedIn } from "@/lib/http/define.ts";
import { type ContactList, readContactList } from "@/lib/http/read_contact_list.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

/** Sent by the search island, which swaps the parts of the page that a search changes. */
const PART_HEADER = "x-kartka-part";

export const handler = define.handlers({
  async GET(ctx) {
    const { deps } = ctx.state;
    const user = requireSignedIn(ctx.state);
    const view = parseListView(ctx.url.searchParams);
    const reader = { ...deps, principal: user, preferences: user.preferences };
    const list = await readContactList(reader, view);
    const props = { viewer: ctx.state, view, list, user };
    const status = list.pageGone ? 400 : 200;
    ctx.state.title = ctx.state.t("contacts.title");
    if (ctx.req.headers.get(PART_HEADER) !== "results") return page(props, { status });
    return ctx.render(
      <>
        <ListCount {...props} />
        <ListFilters {...props} />
        <ListStatus {...props} />
        <Results {...props} />
      </>,
      { headers: { [PART_HEADER]: "results" } },
      { skipAppWrapper: true, skipInheritedLayouts: true },
    );
  },
});

interface ListProps {
  viewer: Viewer;
  view: ContactListView;
  list: ContactList;
  user: User;
}

export default define.page<typeof handler>(function ContactsPage({ data }) {
  const { viewer: { t }, view } = data;
  return (
    <>
      <PageHead
        title={t("contacts.title")}
        aside={<ListCount {...data} />}
        actions={
          <>
            <a class="button wide-only" href="/contacts/import">
              <Icon name="upload" />
              {t("contacts.import")}
            </a>
            <a class="button primary" href="/contacts/new" data-shortcut="c">
              <Icon name="plus" />
              {t("contacts.new")}
            </a>
          </>
        }
      />
      <div class="list-bar">
        <SearchBox
          query={view.query}
          kept={[...listParams({ ...view, query: "", cursor: null })]}
          clearHref={listHref(view, { query: "" })}
          labels={{
            search: t("contacts.search"),
            placeholder: t("contacts.search_placeholder"),
            submit: t("contacts.search_submit"),
            clear: t("contacts.search_clear"),
            failed: t("contacts.search_failed"),
          }}
        />
        <ListFilters {...data} />
      </div>
      <ListStatus {...data} />
      <Results {...data} />
    </>
  );
});

/** Stays in the page when the search swaps its text, or screen readers would not read it out. */
function ListStatus({ viewer: { t }, list }: ListProps) {
  return (
    <p class="visually-hidden" role="status" id="list-status">
      {t("contacts.found_status", { count: list.page.total ?? 0 })}
    </p>
  );
}

/** All of them, or how many of all were found. */
function ListCount({ viewer: { t }, view, list }: ListProps) {
  const total = list.page.total ?? 0;
  const narrowed = view.query.trim() !== "" || view.tagIds.length > 0;
  return (
    <p class="muted" id="list-count">
      {narrowed
        ? t("contacts.found", { count: total, total: list.allCount })
        : t("contacts.total", { count: total })}
    </p>
  );
}

/** The links here carry the search, so they change with it. */
function ListFilters({ viewer, view, list, user }: ListProps) {
  return (
    <div class="list-filters" id="list-filters">
      <TagFilter viewer={viewer} view={view} tags={list.quickTags} />
      <ViewOptions
        viewer={viewer}
        view={view}
        columns={user.preferences.columns}
        density={user.preferences.density}
      />
    </div>
  );
}

function Results({ viewer, view, list, user }: ListProps) {
  return (
    <div id="list-results">
      <ListResults
        viewer={viewer}
        view={view}
        columns={user.preferences.columns}
        pageSize={list.pageSize}
        tags={list.tags}
        warning={warningOf(viewer, list)}
        {...list.page}
        total={list.page.total ?? 0}
      />
    </div>
  );
}

function warningOf({ t }: Viewer, list: ContactList): string | null {
  if (list.pageGone) return t("contacts.page_gone");
  return list.queryCut ? t("contacts.search_short", { max: QUERY_CHARS_MAX }) : null;
}
