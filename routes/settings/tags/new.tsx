import { type Context, page } from "fresh";
import { ErrorSummary } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { TagFields } from "@/components/TagFields.tsx";
import { createTag } from "@/lib/actions/create_tag.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { TypedTag } from "@/lib/domain/tag_input.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { formProblems } from "@/lib/http/contact_form_page.ts";
import { readFormData } from "@/lib/http/input.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { NEW_TAG, readTagForm } from "@/lib/http/tag_form.ts";

export const handler = define.handlers({
  GET(ctx) {
    requireAllowed(ctx.state.user, "tag.manage");
    return form(ctx, NEW_TAG);
  },

  async POST(ctx) {
    requireAllowed(ctx.state.user, "tag.manage");
    const typed = readTagForm(await readFormData(ctx.req));
    try {
      const { name } = await createTag(actingFor(ctx.state), typed);
      return redirectAfter(ctx, "/settings/tags", { key: "flash.tag_created", params: { name } });
    } catch (error) {
      return form(ctx, typed, formProblems(error));
    }
  },
});

function form(ctx: Context<State>, values: TypedTag, problems: FieldProblems = {}) {
  const { t } = ctx.state;
  const refused = Object.keys(problems).length > 0;
  const title = t("tags.new");
  ctx.state.title = refused ? t("form.title_problem", { title }) : title;
  const data = { t, values, problems: problemTexts(ctx.state, problems) };
  return page(data, { status: refused ? 422 : 200 });
}

export default define.page<typeof handler>(function NewTagPage({ data: { t, values, problems } }) {
  return (
    <>
      <PageHead
        title={t("tags.new")}
        crumbs={[{ href: "/settings/tags", label: t("tags.title") }]}
      />
      <div class="page-body">
        <h1 class="visually-hidden">{t("tags.new")}</h1>
        <form class="form" method="post" noValidate>
          <ErrorSummary title={t("form.problems")} problems={problems} />
          <TagFields t={t} values={values} problems={problems} />
          <div class="form-foot">
            <button class="button primary" type="submit">{t("tags.create")}</button>
            <a class="button" href="/settings/tags">{t("action.cancel")}</a>
          </div>
        </form>
      </div>
    </>
  );
});
