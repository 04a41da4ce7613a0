import { page } from "fresh";
import { PageHead } from "@/components/PageHead.tsx";
import { deleteTag } from "@/lib/actions/delete_tag.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireTag } from "@/lib/store/tags.ts";

export const handler = define.handlers({
  async GET({ state, params }) {
    requireAllowed(state.user, "tag.manage");
    const { deps, t } = state;
    const [tag, counts] = await Promise.all([
      requireTag(deps.kv, params.id ?? ""),
      deps.index.tagCounts(),
    ]);
    state.title = t("tags.delete_title", { name: tag.name });
    return page({ t, tag, count: counts.get(tag.id) ?? 0 });
  },

  async POST(ctx) {
    const { name } = await deleteTag(actingFor(ctx.state), ctx.params.id ?? "");
    return redirectAfter(ctx, "/settings/tags", { key: "flash.tag_deleted", params: { name } });
  },
});

export default define.page<typeof handler>(function DeleteTagPage({ data: { t, tag, count } }) {
  return (
    <>
      <PageHead
        title={tag.name}
        crumbs={[{ href: "/settings/tags", label: t("tags.title") }]}
      />
      <div class="page-body stack">
        <h1>{t("tags.delete_title", { name: tag.name })}</h1>
        <p>{t("tags.delete_text", { count })}</p>
        <form class="form-foot" method="post">
          <button class="button danger" type="submit">{t("tags.delete")}</button>
          <a class="button" href={`/settings/tags/${tag.id}`}>{t("action.cancel")}</a>
        </form>
      </div>
    </>
  );
});
