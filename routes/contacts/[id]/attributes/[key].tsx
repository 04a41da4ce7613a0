import { type Context, page } from "fresh";
import { AttributeForm } from "@/components/contacts/AttributeForm.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { setAttribute } from "@/lib/actions/set_attribute.ts";
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { cardHref, listHref } from "@/lib/domain/contact_list.ts";
import { EditConflictError, type FieldProblems, NotFoundError } from "@/lib/errors.ts";
import { attributesHref, readEditedContact, storedText } from "@/lib/http/attribute_page.ts";
import { formProblems } from "@/lib/http/contact_form_page.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { latestUndo } from "@/lib/http/undo_pages.ts";
import { requireAttribute } from "@/lib/store/attributes.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { attribute, ...edited } = await readEdited(ctx);
    const text = storedText(edited.contact, attribute);
    return form(ctx, { ...edited, attribute, text, base: text });
  },

  async POST(ctx) {
    const { attribute, ...edited } = await readEdited(ctx);
    const posted = await readFormData(ctx.req);
    const text = formText(posted, attributeField(attribute.key));
    const base = formText(posted, "base");
    const { id } = edited.contact;
    try {
      const saved = await setAttribute(actingFor(ctx.state), id, {
        key: attribute.key,
        raw: text,
        base,
      });
      return leave(ctx, edited, { attribute, saved });
    } catch (error) {
      if (error instanceof EditConflictError) {
        const theirs = storedText(error.current, attribute);
        return form(ctx, { ...edited, attribute, text, base: theirs, isConflict: true });
      }
      return form(ctx, { ...edited, attribute, text, base, problems: formProblems(error) });
    }
  },
});

type Edited = Awaited<ReturnType<typeof readEditedContact>>;

async function readEdited(ctx: Context<State>): Promise<Edited & { attribute: Attribute }> {
  const [edited, attribute] = await Promise.all([
    readEditedContact(ctx),
    requireAttribute(ctx.state.deps.kv, ctx.params.key ?? ""),
  ]);
  if (attribute.deletedAtMs === null) return { ...edited, attribute };
  throw new NotFoundError(`Cannot show attribute ${attribute.key}: it is deleted`);
}

interface Saved {
  attribute: Attribute;
  saved: Contact;
}

async function leave(
  ctx: Context<State>,
  { contact, view }: Edited,
  { attribute, saved }: Saved,
) {
  return redirectAfter(
    ctx,
    `${cardHref(contact.id, view)}#attributes`,
    saved.revision === contact.revision ? { key: "flash.contact_unchanged", params: {} } : {
      key: "flash.value_saved",
      params: { name: attribute.name },
      ...await latestUndo(ctx.state, contact.id),
    },
  );
}

interface Shown extends Edited {
  attribute: Attribute;
  text: string;
  base: string;
  problems?: FieldProblems;
  isConflict?: boolean;
}

function form(ctx: Context<State>, { problems = {}, isConflict = false, ...shown }: Shown) {
  const { t } = ctx.state;
  const refused = Object.keys(problems).length > 0;
  const title = t("attributes.edit_title", { name: shown.attribute.name, contact: shown.name });
  ctx.state.title = refused || isConflict ? t("form.title_problem", { title }) : title;
  const data = {
    viewer: ctx.state,
    ...shown,
    title,
    isConflict,
    problems: problemTexts(ctx.state, problems),
  };
  return page(data, { status: isConflict ? 409 : refused ? 422 : 200 });
}

export default define.page<typeof handler>(function AttributeValuePage({ data }) {
  const { viewer, attribute, contact, name, view, problems } = data;
  const { t } = viewer;
  const problem = problems[attributeField(attribute.key)];
  return (
    <>
      <PageHead
        title={attribute.name}
        crumbs={[
          { href: listHref(view), label: t("contacts.title") },
          { href: cardHref(contact.id, view), label: name },
        ]}
      />
      <div class="page-body">
        <h1 class="visually-hidden">{data.title}</h1>
        <div class="form">
          <ErrorSummary title={t("form.problems")} problems={problems} />
          <AttributeForm
            viewer={viewer}
            attribute={attribute}
            action={attributesHref(contact.id, attribute.key, view)}
            text={data.text}
            base={data.base}
            isConflict={data.isConflict}
            cancelHref={cardHref(contact.id, view)}
            {...(problem === undefined ? {} : { problem })}
          />
        </div>
      </div>
    </>
  );
});
