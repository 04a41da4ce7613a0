import { page } from "fresh";
import { PageHead } from "@/components/PageHead.tsx";
import { deleteSegment } from "@/lib/actions/delete_segment.ts";
import { requireMayChangeSegment } from "@/lib/domain/segment_access.ts";
import { actingFor, define, requireSignedIn } from "@/lib/http/define.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireSegment } from "@/lib/store/segments.ts";

export const handler = define.handlers({
  async GET({ state, params }) {
    const user = requireSignedIn(state);
    const segment = await requireSegment(state.deps.kv, user, params.id ?? "");
    requireMayChangeSegment(user, segment);
    state.title = state.t("segments.delete_title", { name: segment.name });
    return page({ t: state.t, segment });
  },

  async POST(ctx) {
    const { name } = await deleteSegment(actingFor(ctx.state), ctx.params.id ?? "");
    return redirectAfter(ctx, "/segments", { key: "flash.segment_deleted", params: { name } });
  },
});

export default define.page<typeof handler>(function DeleteSegmentPage({ data: { t, segment } }) {
  return (
    <>
      <PageHead
        title={segment.name}
        crumbs={[{ href: "/segments", label: t("segments.title") }]}
      />
      <div class="page-body stack">
        <h1>{t("segments.delete_title", { name: segment.name })}</h1>
        <p>{segment.shared ? t("segments.delete_shared") : t("segments.delete_personal")}</p>
        <form class="form-foot" method="post">
          <button class="button danger" type="submit">{t("segments.delete")}</button>
          <a class="button" href={`/segments/${segment.id}`}>{t("action.cancel")}</a>
        </form>
      </div>
    </>
  );
});
