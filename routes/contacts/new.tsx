import { type Context, page } from "fresh";
import { DuplicateWarning } from "@/components/duplicates/DuplicateWarning.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import type { Tag } from "@/lib/domain/tag.ts";
import { mergeHref } from "@/lib/domain/duplicate_pair.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import {
  afterOperation,
  contactFormFrom,
  type ContactFormValues,
  inputOf,
  readContactForm,
} from "@/lib/http/contact_form.ts";
import { formProblems, offeredTags } from "@/lib/http/contact_form_page.ts";
import { actingFor, define, requireSignedIn, type State } from "@/lib/http/define.ts";
import {
  askAboutDuplicates,
  type DuplicateQuestion,
  mergeAsked,
} from "@/lib/http/duplicate_question.ts";
import { readFormData } from "@/lib/http/input.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { ContactForm } from "./(_parts)/ContactForm.tsx";

export const handler = define.handlers({
  GET(ctx) {
    const { deps } = ctx.state;
    const searched = ctx.url.searchParams.get("from") ?? "";
    return form(ctx, contactFormFrom(searched, { onceKey: deps.newId(), country: deps.country }));
  },

  async POST(ctx) {
    const posted = await readFormData(ctx.req);
    const values = readContactForm(posted);
    const operated = afterOperation(values, posted);
    if (operated) return form(ctx, operated);
    const mergeWith = await mergeAsked(ctx.state, posted);
    const question = mergeWith === null
      ? await askAboutDuplicates(ctx.state, values, { contact: null, form: posted })
      : null;
    if (question !== null) return form(ctx, values, { question });
    try {
      const options = { onceKey: values.onceKey || undefined, newTags: values.newTags };
      const contact = await createContact(actingFor(ctx.state), inputOf(values), options);
      const card = `/contacts/${contact.id}`;
      return redirectAfter(ctx, mergeWith === null ? card : mergeHref(mergeWith, contact.id), {
        key: "flash.contact_created",
        params: {},
      });
    } catch (error) {
      return form(ctx, values, { problems: formProblems(error) });
    }
  },
});

interface NewContactData {
  viewer: Viewer;
  values: ContactFormValues;
  problems: FieldProblems;
  tags: Tag[];
  /** Who it may be already, when that was not answered yet. */
  question: DuplicateQuestion | null;
}

async function form(
  ctx: Context<State>,
  values: ContactFormValues,
  { problems = {}, question = null }: Partial<NewContactData> = {},
) {
  const { deps, t } = ctx.state;
  const tags = await offeredTags(deps.kv, requireSignedIn(ctx.state));
  const refused = Object.keys(problems).length > 0;
  const title = t("form.new_title");
  ctx.state.title = refused || question ? t("form.title_problem", { title }) : title;
  const data: NewContactData = { viewer: ctx.state, values, problems, tags, question };
  return page(data, { status: question ? 409 : refused ? 422 : 200 });
}

export default define.page<typeof handler>(function NewContactPage({ data }) {
  const { viewer, values, problems, tags, question } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("form.new_title")}
        crumbs={[{ href: "/contacts", label: t("contacts.title") }]}
      />
      <div class="page-body">
        <h1 class="visually-hidden">{t("form.new_title")}</h1>
        <ContactForm
          viewer={viewer}
          values={values}
          problems={problems}
          tags={tags}
          submit={t("form.create")}
          cancelHref="/contacts"
          hintHref="/contacts/suspects"
          question={question && <DuplicateWarning viewer={viewer} contactId={null} {...question} />}
        />
      </div>
    </>
  );
});
