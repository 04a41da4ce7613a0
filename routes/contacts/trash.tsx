import { page } from "fresh";
import { PageHead } from "@/components/PageHead.tsx";
import { RelativeTime } from "@/components/Time.tsx";
import { RestoreForm } from "@/components/RestoreForm.tsx";
import { define } from "@/lib/http/define.ts";
import { rightsFor } from "@/lib/http/rights.ts";
import { readTrashPage, type TrashLook } from "@/lib/http/trash_pages.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export const handler = define.handlers({
  async GET({ state, url }) {
    const before = url.searchParams.get("before");
    const [{ looks, next }, { "contact.delete": mayRestore }] = await Promise.all([
      readTrashPage(state.deps.kv, state, before),
      rightsFor(state),
    ]);
    state.title = state.t("trash.title");
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
        <h1 class="visually-hidden">{t("trash.title")}</h1>
        <p class="muted">{t("trash.lead")}</p>
        {!isFirst && <a href="/contacts/trash">{t("trash.newest")}</a>}
        {looks.length === 0
          ? <p class="muted">{t("trash.none")}</p>
          : <TrashList viewer={viewer} looks={looks} mayRestore={mayRestore} />}
        {next && <a href={`/contacts/trash?before=${next}`}>{t("trash.older")}</a>}
      </div>
    </>
  );
});

interface TrashListProps {
  viewer: Viewer;
  looks: TrashLook[];
  mayRestore: boolean;
}

function TrashList({ viewer, looks, mayRestore }: TrashListProps) {
  return (
    <ul class="plain-rows">
      {looks.map((look) => <Deleted viewer={viewer} look={look} mayRestore={mayRestore} />)}
    </ul>
  );
}

function Deleted(
  { viewer, look, mayRestore }: Omit<TrashListProps, "looks"> & { look: TrashLook },
) {
  const { t } = viewer;
  const { id, name, deletedAtMs, byName, daysLeft } = look;
  return (
    <li>
      <div>
        <bdi class="trash-name">{name}</bdi>
        <p class="muted small">
          {t("trash.deleted_by", { name: byName ?? t("actor.unknown") })}{" "}
          <RelativeTime viewer={viewer} atMs={deletedAtMs} />
          {" · "}
          {t("trash.days", { count: daysLeft })}
        </p>
      </div>
      {mayRestore && daysLeft > 0 && (
        <RestoreForm t={t} action={`/contacts/${id}/restore`} name={name} />
      )}
    </li>
  );
}
