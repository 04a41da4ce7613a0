import { type Context, page } from "fresh";
import { AttributeFields } from "@/components/AttributeFields.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { createAttribute } from "@/lib/actions/create_attribute.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import {
  type AttributeFormValues,
  NEW_ATTRIBUTE,
  readAttributeForm,
} from "@/lib/http/attribute_form.ts";
import { formProblems } from "@/lib/http/contact_form_page.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { readFormData } from "@/lib/http/input.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

export const handler = define.handlers({
  GET(ctx) {
    requireAllowed(ctx.state.user, "attribute.manage");
    return form(ctx, NEW_ATTRIBUTE);
  },

  async POST(ctx) {
    requireAllowed(ctx.state.user, "attribute.manage");
    const typed = readAttributeForm(await readFormData(ctx.req));
    try {
      const { name } = await createAttribute(actingFor(ctx.state), typed);
      const flash = { key: "flash.attribute_created", params: { name } } as const;
      return redirectAfter(ctx, "/settings/attributes", flash);
    } catch (error) {
      return form(ctx, typed, formProblems(error));
    }
  },
});

function form(ctx: Context<State>, values: AttributeFormValues, problems: FieldProblems = {}) {
  const { t } = ctx.state;
  const refused = Object.keys(problems).length > 0;
  const title = t("attributes.new");
  ctx.state.title = refused ? t("form.title_problem", { title }) : title;
  const data = { t, values, problems: problemTexts(ctx.state, problems) };
  return page(data, { status: refused ? 422 : 200 });
}

export default define.page<typeof handler>(function NewAttributePage({ data }) {
  const { t, values, problems } = data;
  return (
    <>
      <PageHead
        title={t("attributes.new")}
        crumbs={[{ href: "/settings/attributes", label: t("attributes.title") }]}
      />
      <div class="page-body">
        <h1 class="visually-hidden">{t("attributes.new")}</h1>
        <form class="form attribute-fields" method="post" noValidate>
          <ErrorSummary title={t("form.problems")} problems={problems} />
          <AttributeFields t={t} values={values} problems={problems} attribute={null} />
          <div class="form-foot">
            <button class="button primary" type="submit">{t("attributes.create")}</button>
            <a class="button" href="/settings/attributes">{t("action.cancel")}</a>
          </div>
        </form>
      </div>
    </>
  );
});
