import { page } from "fresh";
import { ActivityList } from "@/components/activity/ActivityList.tsx";
import { SelectField } from "@/components/Field.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import Live from "@/islands/Live.tsx";
import { ACTIVITY_KINDS } from "@/lib/domain/activity.ts";
import { parseListView } from "@/lib/domain/contact_list.ts";
import { withQuery } from "@/lib/domain/query_string.ts";
import type { Principal, User } from "@/lib/domain/user.ts";
import { define, requireSignedIn } from "@/lib/http/define.ts";
import { followTopics } from "@/lib/http/live_page.ts";
import { noteDesk } from "@/lib/http/note_pages.ts";
import { type ActivityView, activityView, readActivity } from "@/lib/http/read_activity.ts";
import { rightsFor } from "@/lib/http/rights.ts";
import { undoDesk } from "@/lib/http/undo_pages.ts";
import type { Translate } from "@/lib/i18n/translate.ts";

export const handler = define.handlers({
  async GET({ state, url }) {
    const { id, role } = requireSignedIn(state);
    const principal = { id, role };
    const asked = activityView(url.searchParams, principal);
    const live = await followTopics(state, url, [{ kind: "activity" }]);
    const [activity, rights] = await Promise.all([
      readActivity({ ...state.deps, ...state, principal }, asked),
      rightsFor(state),
    ]);
    state.title = state.t("activity.title");
    return page({ viewer: state, live, principal, asked, rights, activity });
  },
});

/** A contact is opened from no list here. */
const NO_LIST = parseListView(new URLSearchParams());

export default define.page<typeof handler>(function ActivityPage({ data }) {
  const { viewer, live, principal, asked, rights, activity } = data;
  const { t } = viewer;
  const { entries, next } = activity;
  return (
    <>
      <PageHead title={t("activity.title")} aside={<Live {...live} />} />
      <div class="page-body wide stack">
        <Narrow t={t} principal={principal} asked={asked} users={activity.users} />
        <div data-live="activity">
          {entries.length === 0 && <p class="muted">{nothingText(t, asked)}</p>}
          <ActivityList
            {...activity}
            undo={undoDesk({ viewer, principal, rights, view: NO_LIST })}
            noteDeskOf={(contactId) => noteDesk({ viewer, principal, contactId, view: NO_LIST })}
          />
        </div>
        <nav class="pages" aria-label={t("activity.pages")}>
          {asked.before && (
            <a class="button" href={hrefOf({ ...asked, before: null }, principal)}>
              {t("activity.newest")}
            </a>
          )}
          {next && (
            <a class="button" rel="next" href={hrefOf({ ...asked, before: next }, principal)}>
              {t("activity.older")}
            </a>
          )}
        </nav>
      </div>
    </>
  );
});

interface NarrowProps {
  t: Translate;
  principal: Principal;
  asked: ActivityView;
  users: User[];
}

/** Nothing changes before the button is pressed (WCAG 3.2.2). */
function Narrow({ t, principal, asked, users }: NarrowProps) {
  const others = users.filter(({ id }) => id !== principal.id);
  const kinds = ACTIVITY_KINDS.map((kind) => ({ value: kind, label: t(`activity.kind.${kind}`) }));
  return (
    <form class="activity-narrow" method="get" action="/activity">
      {principal.role === "admin" && (
        <SelectField
          name="user"
          label={t("activity.whose")}
          value={asked.userId === principal.id ? "me" : asked.userId ?? ""}
          options={[
            { value: "", label: t("activity.everyone") },
            { value: "me", label: t("activity.mine") },
            ...others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <SelectField
        name="kind"
        label={t("activity.what")}
        value={asked.kind ?? ""}
        options={[{ value: "", label: t("activity.kind.all") }, ...kinds]}
      />
      <button class="button" type="submit">{t("activity.apply")}</button>
    </form>
  );
}

function nothingText(t: Translate, { before, kind }: ActivityView): string {
  return before !== null || kind !== null ? t("activity.none_such") : t("activity.none");
}

function hrefOf({ userId, kind, before }: ActivityView, principal: Principal): string {
  const own = principal.role === "admin" && userId === principal.id ? "me" : userId;
  const user = principal.role === "admin" ? own : null;
  const params: [string, string][] = [];
  if (user !== null) params.push(["user", user]);
  if (kind !== null) params.push(["kind", kind]);
  if (before !== null) params.push(["before", before]);
  return withQuery("/activity", params);
}
