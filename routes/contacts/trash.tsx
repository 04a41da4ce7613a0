import { page } from "fresh";
import { Icon } from "@/components/Icon.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { isSwitchedOn } from "@/lib/domain/policy.ts";
import { define, requireSignedIn } from "@/lib/http/define.ts";
import { readTrashPage, type TrashLook } from "@/lib/http/trash_pages.ts";
import { formatDateTime, formatRelative } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { readRights } from "@/lib/store/workspace.ts";

export const handler = define.handlers({
  async GET({ state, url }) {
    const principal = requireSignedIn(state);
    const before = url.searchParams.get("before");
    const { kv } = state.deps;
    const [{ looks, next }, rights] = await Promise.all([
      readTrashPage(kv, state, before),
      readRights(kv),
    ]);
    state.title = state.t("trash.title");
    const mayRestore = isSwitchedOn(principal, "contact.delete", rights);
    return page({ viewer: state, looks, next, isFirst: before === null, mayRestore });
  },
});

export default define.page<typeof handler>(function TrashPage({ data }) {
  const { viewer, looks, next, isFirst, mayRestore } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("trash.title")}
        crumbs={[{ href: "/contacts", label: t("contacts.title") }]}
      />
      <div class="page-body wide stack">
        <p class="muted">{t("trash.lead")}</p>
        {!isFirst && <a href="/contacts/trash">{t("trash.newest")}</a>}
        {looks.length === 0
          ? <p class="muted">{t("trash.none")}</p>
          : <TrashTable viewer={viewer} looks={looks} mayRestore={mayRestore} />}
        {next && <a href={`/contacts/trash?before=${next}`}>{t("trash.older")}</a>}
      </div>
    </>
  );
});

function TrashTable(
  { viewer, looks, mayRestore }: { viewer: Viewer; looks: TrashLook[]; mayRestore: boolean },
) {
  const { t } = viewer;
  return (
    <div class="table-box" role="region" aria-label={t("trash.title")} tabIndex={0}>
      <table class="table">
        <caption class="visually-hidden">{t("trash.caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("trash.name")}</th>
            <th scope="col">{t("trash.deleted_at")}</th>
            <th scope="col">{t("trash.by")}</th>
            <th scope="col">{t("trash.left")}</th>
            {mayRestore && (
              <th scope="col">
                <span class="visually-hidden">{t("trash.restore")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {looks.map((look) => <TrashRow viewer={viewer} look={look} mayRestore={mayRestore} />)}
        </tbody>
      </table>
    </div>
  );
}

function TrashRow(
  { viewer, look, mayRestore }: { viewer: Viewer; look: TrashLook; mayRestore: boolean },
) {
  const { t, locale, timeZone, nowMs } = viewer;
  const { id, name, deletedAtMs, byName, daysLeft } = look;
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td>
        <time
          dateTime={new Date(deletedAtMs).toISOString()}
          title={formatDateTime(locale, timeZone, deletedAtMs)}
        >
          {formatRelative(locale, timeZone, deletedAtMs, nowMs)}
        </time>
      </td>
      <td>{byName ?? t("actor.unknown")}</td>
      <td>{t("trash.days", { count: daysLeft })}</td>
      {mayRestore && (
        <td class="actions">
          <form method="post" action={`/contacts/${id}/restore`}>
            <button
              class="button"
              type="submit"
              aria-label={t("trash.restore_which", { name })}
            >
              <Icon name="rotate-ccw" />
              {t("trash.restore")}
            </button>
          </form>
        </td>
      )}
    </tr>
  );
}
