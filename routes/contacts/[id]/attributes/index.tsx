import { type Context, page } from "fresh";
import { AttributeControl } from "@/components/contacts/AttributeControl.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { setAttributes } from "@/lib/actions/set_attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import { cardHref, listHref } from "@/lib/domain/contact_list.ts";
import { EditConflictError, type FieldProblems } from "@/lib/errors.ts";
import {
  baseField,
  conflictingValues,
  readEditedContact,
  readValuesForm,
  storedText,
  type ValueOnForm,
} from "@/lib/http/attribute_page.ts";
import { formProblems } from "@/lib/http/contact_form_page.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { latestUndo } from "@/lib/http/undo_pages.ts";
import { listAttributes } from "@/lib/store/attributes.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const edited = await readEdited(ctx);
    const values = edited.attributes.map((attribute) => {
      const text = storedText(edited.contact, attribute);
      return { attribute, text, base: text };
    });
    return form(ctx, edited, { values });
  },

  async POST(ctx) {
    const edited = await readEdited(ctx);
    const { contact, view } = edited;
    const values = await readValuesForm(ctx.req, edited);
    const wishes = values.filter(({ text, base }) => text !== base)
      .map(({ attribute: { key }, text, base }) => ({ key, raw: text, base }));
    try {
      const saved = await setAttributes(actingFor(ctx.state), contact.id, wishes);
      const to = `${cardHref(contact.id, view)}#attributes`;
      if (saved.revision === contact.revision) {
        return redirectAfter(ctx, to, { key: "flash.contact_unchanged", params: {} });
      }
      const undo = await latestUndo(ctx.state, contact.id);
      return redirectAfter(ctx, to, { key: "flash.contact_saved", params: {}, ...undo });
    } catch (error) {
      if (error instanceof EditConflictError) {
        return form(ctx, edited, { values: conflictingValues(error.current, values) });
      }
      return form(ctx, edited, { values, problems: formProblems(error) });
    }
  },
});

type Edited = Awaited<ReturnType<typeof readEdited>>;

async function readEdited(ctx: Context<State>) {
  const [edited, all] = await Promise.all([
    readEditedContact(ctx),
    listAttributes(ctx.state.deps.kv),
  ]);
  return { ...edited, attributes: all.filter(({ deletedAtMs }) => deletedAtMs === null) };
}

interface Shown {
  values: ValueOnForm[];
  problems?: FieldProblems;
}

function form(ctx: Context<State>, edited: Edited, { values, problems = {} }: Shown) {
  const { t } = ctx.state;
  const isRefused = Object.keys(problems).length > 0;
  const isConflict = values.some((value) => value.isConflict);
  const title = t("attributes.all_title", { contact: edited.name });
  ctx.state.title = isRefused || isConflict ? t("form.title_problem", { title }) : title;
  const data = {
    viewer: ctx.state,
    ...edited,
    title,
    values,
    problems: problemTexts(ctx.state, problems),
  };
  return page(data, { status: isConflict ? 409 : isRefused ? 422 : 200 });
}

/** All values in one form: what is typed into several fields is saved together, or not at all. */
export default define.page<typeof handler>(function AttributeValuesPage({ data }) {
  const { viewer, contact, name, view, values, problems } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("attributes.title")}
        crumbs={[
          { href: listHref(view), label: t("contacts.title") },
          { href: cardHref(contact.id, view), label: name },
        ]}
      />
      <div class="page-body">
        <h1 class="visually-hidden">{data.title}</h1>
        {values.length === 0
          ? (
            <div class="empty">
              <h2>{t("attributes.empty_title")}</h2>
            </div>
          )
          : (
            <form class="form attribute-values" method="post" noValidate>
              <ErrorSummary title={t("form.problems")} problems={problems} />
              {values.map((value) => {
                const problem = problems[attributeField(value.attribute.key)];
                return (
                  <AttributeControl
                    viewer={viewer}
                    {...value}
                    baseName={baseField(value.attribute)}
                    {...(problem === undefined ? {} : { problem })}
                  />
                );
              })}
              <div class="form-foot">
                <button class="button primary" type="submit">{t("action.save")}</button>
                <a class="button" href={cardHref(contact.id, view)}>{t("action.cancel")}</a>
              </div>
            </form>
          )}
      </div>
    </>
  );
});
