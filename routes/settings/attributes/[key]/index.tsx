import { type Context, page } from "fresh";
import { AttributeConflict } from "@/components/AttributeConflict.tsx";
import { AttributeFields } from "@/components/AttributeFields.tsx";
import { Icon } from "@/components/Icon.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { editAttribute } from "@/lib/actions/edit_attribute.ts";
import type { Attribute } from "@/lib/domain/attribute.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConflictError, type FieldProblems } from "@/lib/errors.ts";
import {
  attributeFormOf,
  type AttributeFormValues,
  readAttributeForm,
} from "@/lib/http/attribute_form.ts";
import { formProblems } from "@/lib/http/contact_form_page.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireAttribute } from "@/lib/store/attributes.ts";

export const handler = define.handlers({
  async GET(ctx) {
    requireAllowed(ctx.state.user, "attribute.manage");
    const attribute = await requireAttribute(ctx.state.deps.kv, ctx.params.key ?? "");
    const { revision } = attribute;
    return form(ctx, { attribute, revision, values: attributeFormOf(attribute) });
  },

  async POST(ctx) {
    requireAllowed(ctx.state.user, "attribute.manage");
    const { kv } = ctx.state.deps;
    const { key } = await requireAttribute(kv, ctx.params.key ?? "");
    const posted = await readFormData(ctx.req);
    const values = readAttributeForm(posted);
    const revision = Number(formText(posted, "revision"));
    try {
      const { name } = await editAttribute(actingFor(ctx.state), key, revision, values);
      const flash = { key: "flash.attribute_saved", params: { name } } as const;
      return redirectAfter(ctx, "/settings/attributes", flash);
    } catch (error) {
      // Read again: whether the type is fixed may have changed since.
      const attribute = await requireAttribute(kv, key);
      if (error instanceof ConflictError) {
        return form(ctx, { attribute, revision: attribute.revision, values, conflict: true });
      }
      return form(ctx, { attribute, revision, values, problems: formProblems(error) });
    }
  },
});

interface Shown {
  attribute: Attribute;
  /** Which the person has read: one that was refused for something else has not seen a newer one. */
  revision: number;
  values: AttributeFormValues;
  problems?: FieldProblems;
  conflict?: boolean;
}

function form(ctx: Context<State>, { problems = {}, conflict = false, ...shown }: Shown) {
  const { t } = ctx.state;
  const refused = Object.keys(problems).length > 0;
  const title = t("attributes.edit");
  ctx.state.title = refused || conflict ? t("form.title_problem", { title }) : title;
  const data = { t, ...shown, conflict, problems: problemTexts(ctx.state, problems) };
  return page(data, { status: conflict ? 409 : refused ? 422 : 200 });
}

export default define.page<typeof handler>(function EditAttributePage({ data }) {
  const { t, attribute, values, conflict, problems } = data;
  return (
    <>
      <PageHead
        title={t("attributes.edit")}
        crumbs={[{ href: "/settings/attributes", label: t("attributes.title") }]}
        actions={
          <a class="button" href={`/settings/attributes/${attribute.key}/delete`}>
            <Icon name="trash-2" />
            {t("attributes.delete")}
          </a>
        }
      />
      <div class="page-body">
        <h1 class="visually-hidden">{t("attributes.edit")}</h1>
        <form class="form attribute-fields" method="post" noValidate>
          {conflict && <AttributeConflict t={t} attribute={attribute} values={values} />}
          <ErrorSummary title={t("form.problems")} problems={problems} />
          <input type="hidden" name="revision" value={data.revision} />
          <AttributeFields t={t} values={values} problems={problems} attribute={attribute} />
          <div class="form-foot">
            <button class="button primary" type="submit">{t("action.save")}</button>
            <a class="button" href="/settings/attributes">{t("action.cancel")}</a>
          </div>
        </form>
      </div>
    </>
  );
});
