import { page } from "fresh";
import { PageHead } from "@/components/PageHead.tsx";
import { deleteAttribute } from "@/lib/actions/delete_attribute.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireAttribute } from "@/lib/store/attributes.ts";

export const handler = define.handlers({
  async GET({ state, params }) {
    requireAllowed(state.user, "attribute.manage");
    const { key, name } = await requireAttribute(state.deps.kv, params.key ?? "");
    state.title = state.t("attributes.delete_title", { name });
    return page({ t: state.t, key, name });
  },

  async POST(ctx) {
    const { name } = await deleteAttribute(actingFor(ctx.state), ctx.params.key ?? "");
    const flash = { key: "flash.attribute_deleted", params: { name } } as const;
    return redirectAfter(ctx, "/settings/attributes", flash);
  },
});

export default define.page<typeof handler>(function DeleteAttributePage({ data }) {
  const { t, key, name } = data;
  return (
    <>
      <PageHead
        title={name}
        crumbs={[{ href: "/settings/attributes", label: t("attributes.title") }]}
      />
      <div class="page-body stack">
        <h1>{t("attributes.delete_title", { name })}</h1>
        <p>{t("attributes.delete_text")}</p>
        <form class="form-foot" method="post">
          <button class="button danger" type="submit">{t("attributes.delete")}</button>
          <a class="button" href={`/settings/attributes/${key}`}>{t("action.cancel")}</a>
        </form>
      </div>
    </>
  );
});
