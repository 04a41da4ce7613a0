import { type Context, page } from "fresh";
import { Icon } from "@/components/Icon.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { TagConflict } from "@/components/TagConflict.tsx";
import { TagFields } from "@/components/TagFields.tsx";
import { editTag } from "@/lib/actions/edit_tag.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { Tag } from "@/lib/domain/tag.ts";
import type { TypedTag } from "@/lib/domain/tag_input.ts";
import { ConflictError, type FieldProblems } from "@/lib/errors.ts";
import { formProblems } from "@/lib/http/contact_form_page.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { readTagForm } from "@/lib/http/tag_form.ts";
import { requireTag } from "@/lib/store/tags.ts";

export const handler = define.handlers({
  async GET(ctx) {
    requireAllowed(ctx.state.user, "tag.manage");
    const tag = await requireTag(ctx.state.deps.kv, ctx.params.id ?? "");
    return form(ctx, { tag, revision: tag.revision, values: tag });
  },

  async POST(ctx) {
    requireAllowed(ctx.state.user, "tag.manage");
    const { kv } = ctx.state.deps;
    const tag = await requireTag(kv, ctx.params.id ?? "");
    const posted = await readFormData(ctx.req);
    const revision = Number(formText(posted, "revision"));
    const values = readTagForm(posted);
    try {
      const { name } = await editTag(actingFor(ctx.state), tag.id, revision, values);
      return redirectAfter(ctx, "/settings/tags", { key: "flash.tag_saved", params: { name } });
    } catch (error) {
      if (!(error instanceof ConflictError)) {
        return form(ctx, { tag, revision, values, problems: formProblems(error) });
      }
      const current = await requireTag(kv, tag.id);
      return form(ctx, { tag: current, revision: current.revision, values, conflict: true });
    }
  },
});

interface Shown {
  tag: Tag;
  /** Of the tag as this person has seen it: a form that was refused for something else is as old as it was. */
  revision: number;
  values: TypedTag;
  problems?: FieldProblems;
  conflict?: boolean;
}

function form(ctx: Context<State>, shown: Shown) {
  const { tag, revision, values, problems = {}, conflict = false } = shown;
  const { t } = ctx.state;
  const refused = Object.keys(problems).length > 0;
  const title = t("tags.edit");
  ctx.state.title = refused || conflict ? t("form.title_problem", { title }) : title;
  const texts = problemTexts(ctx.state, problems);
  const data = { t, tag, revision, values, conflict, problems: texts };
  return page(data, { status: conflict ? 409 : refused ? 422 : 200 });
}

export default define.page<typeof handler>(function EditTagPage({ data }) {
  const { t, tag, revision, values, conflict, problems } = data;
  return (
    <>
      <PageHead
        title={t("tags.edit")}
        crumbs={[{ href: "/settings/tags", label: t("tags.title") }]}
        actions={
          <a class="button" href={`/settings/tags/${tag.id}/delete`}>
            <Icon name="trash-2" />
            {t("tags.delete")}
          </a>
        }
      />
      <div class="page-body">
        <h1 class="visually-hidden">{t("tags.edit")}</h1>
        <form class="form" method="post" noValidate>
          {conflict && <TagConflict t={t} tag={tag} values={values} />}
          <ErrorSummary title={t("form.problems")} problems={problems} />
          <input type="hidden" name="revision" value={revision} />
          <TagFields t={t} values={values} problems={problems} />
          <div class="form-foot">
            <button class="button primary" type="submit">{t("action.save")}</button>
            <a class="button" href="/settings/tags">{t("action.cancel")}</a>
          </div>
        </form>
      </div>
    </>
  );
});
