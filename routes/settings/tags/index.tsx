import { page } from "fresh";
import { Icon } from "@/components/Icon.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { TagChip } from "@/components/TagChip.tsx";
import { RestoreForm } from "@/components/RestoreForm.tsx";
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { Tag } from "@/lib/domain/tag.ts";
import { define } from "@/lib/http/define.ts";
import { formatCount } from "@/lib/i18n/format.ts";
import { whenIndexed } from "@/lib/http/when_indexed.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { listTags } from "@/lib/store/tags.ts";

export const handler = define.handlers({
  async GET({ state }) {
    requireAllowed(state.user, "tag.manage");
    const { deps, t } = state;
    const [tags, counts] = await Promise.all([
      listTags(deps.kv),
      whenIndexed(deps.index.tagCounts()),
    ]);
    state.title = t("tags.title");
    return page({
      viewer: state,
      counts,
      tags: tags.filter((tag) => tag.deletedAtMs === null),
      deleted: tags.filter((tag) => tag.deletedAtMs !== null),
    });
  },
});

export default define.page<typeof handler>(function TagsPage({ data }) {
  const { viewer, tags, deleted, counts } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("tags.title")}
        actions={
          <a class="button primary" href="/settings/tags/new" data-shortcut="c">
            <Icon name="plus" />
            {t("tags.new")}
          </a>
        }
      />
      <div class="page-body wide stack">
        <p class="muted">{t("tags.lead")}</p>
        {tags.length > 0
          ? <Tags viewer={viewer} tags={tags} counts={counts} />
          : (
            <div class="empty">
              <h2>{t("tags.empty_title")}</h2>
              <p>{t("tags.empty_text")}</p>
            </div>
          )}
        {deleted.length > 0 && <Deleted viewer={viewer} tags={deleted} />}
      </div>
    </>
  );
});

interface TagsProps {
  viewer: Viewer;
  tags: Tag[];
  /** Null while the index is being built. */
  counts: Map<string, number> | null;
}

function Tags({ viewer: { t, locale }, tags, counts }: TagsProps) {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={t("tags.title")}>
      <table class="table tags-table">
        <thead>
          <tr>
            <th scope="col">{t("tags.name")}</th>
            <th scope="col">{t("tags.description")}</th>
            <th scope="col" class="number">{t("tags.contacts")}</th>
            <th scope="col">
              <span class="visually-hidden">{t("action.edit")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tags.map((tag) => (
            <tr>
              <th scope="row">
                <TagChip tag={tag} />
              </th>
              <td class="about">
                <About t={t} tag={tag} />
              </td>
              <td class="number">
                <a href={`/contacts?tag=${tag.id}`}>
                  {formatCount(locale, counts && (counts.get(tag.id) ?? 0))}
                </a>
              </td>
              <td>
                <div class="row-actions">
                  <a href={`/settings/tags/${tag.id}`}>
                    {t("action.edit")}
                    <span class="visually-hidden">{` ${tag.name}`}</span>
                  </a>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function About({ t, tag }: { t: Viewer["t"]; tag: Tag }) {
  return (
    <>
      {tag.description !== "" && <p>{tag.description}</p>}
      {(!tag.visibleToAgents || tag.inQuickFilter) && (
        <div class="badges">
          {!tag.visibleToAgents && <span class="badge warn">{t("tags.admins_only")}</span>}
          {tag.inQuickFilter && <span class="badge">{t("tags.in_quick")}</span>}
        </div>
      )}
    </>
  );
}

function Deleted({ viewer: { t }, tags }: Omit<TagsProps, "counts">) {
  return (
    <section class="section" aria-labelledby="deleted">
      <h2 id="deleted">{t("tags.deleted")}</h2>
      <ul class="plain-rows">
        {tags.map((tag) => (
          <li>
            <TagChip tag={tag} />
            <RestoreForm t={t} action={`/settings/tags/${tag.id}/restore`} name={tag.name} />
          </li>
        ))}
      </ul>
    </section>
  );
}
