import { type Context, page } from "fresh";
import { DuplicateWarning } from "@/components/duplicates/DuplicateWarning.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { editContact } from "@/lib/actions/edit_contact.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import {
  cardHref,
  type ContactListView,
  listHref,
  parseListView,
} from "@/lib/domain/contact_list.ts";
import { mergeHref } from "@/lib/domain/duplicate_pair.ts";
import type { Tag } from "@/lib/domain/tag.ts";
import { EditConflictError, type FieldProblems } from "@/lib/errors.ts";
import {
  afterOperation,
  contactFormOf,
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
import { type Difference, differences, resolveConflict } from "@/lib/http/edit_conflict.ts";
import { readFormData } from "@/lib/http/input.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { latestUndo } from "@/lib/http/undo_pages.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { ConflictForm } from "../(_parts)/ConflictForm.tsx";
import { ContactForm } from "../(_parts)/ContactForm.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const { contact, tags } = await readEdited(ctx);
    return form(ctx, { contact, tags, values: contactFormOf(contact, tags) });
  },

  async POST(ctx) {
    const posted = await readFormData(ctx.req);
    const { contact, tags } = await readEdited(ctx);
    const { id } = contact;
    const values = resolveConflict(readContactForm(posted), contactFormOf(contact, tags), posted);
    const operated = afterOperation(values, posted);
    if (operated) return form(ctx, { contact, tags, values: operated });
    const mergeWith = await mergeAsked(ctx.state, posted);
    const question = mergeWith === null
      ? await askAboutDuplicates(ctx.state, values, { contact, form: posted })
      : null;
    if (question !== null) return form(ctx, { contact, tags, values, question });
    try {
      const revision = values.revision ?? 0; // a form without one is older than any
      const saved = await editContact(actingFor(ctx.state), id, revision, inputOf(values), {
        newTags: values.newTags,
      });
      const changed = saved.revision !== revision;
      const card = cardHref(id, parseListView(ctx.url.searchParams));
      return redirectAfter(ctx, mergeWith === null ? card : mergeHref(id, mergeWith), {
        key: changed ? "flash.contact_saved" : "flash.contact_unchanged",
        params: {},
        ...changed ? await latestUndo(ctx.state, id) : {},
      });
    } catch (error) {
      if (!(error instanceof EditConflictError)) {
        return form(ctx, { contact, tags, values, problems: formProblems(error) });
      }
      return conflict(ctx, { contact: error.current, tags, values });
    }
  },
});

interface EditData {
  viewer: Viewer;
  /** The list that the card was opened from. */
  view: ContactListView;
  contact: Contact;
  values: ContactFormValues;
  problems: FieldProblems;
  tags: Tag[];
  /** What someone else saved meanwhile, field by field; null when nobody did (5.3). */
  conflicts: Difference[] | null;
  /** Who else it may be by now, when that was not answered yet. */
  question: DuplicateQuestion | null;
}

/** What a form always shows. */
type Edited = Pick<EditData, "contact" | "tags" | "values">;

/** The contact and the tags on offer, at once. */
async function readEdited({ state, params }: Context<State>) {
  const { kv } = state.deps;
  const [contact, tags] = await Promise.all([
    requireContact(kv, contactIdOf(params)),
    offeredTags(kv, requireSignedIn(state)),
  ]);
  return { contact, tags };
}

function form(ctx: Context<State>, shown: Edited & Partial<EditData>) {
  const { t } = ctx.state;
  const view = parseListView(ctx.url.searchParams);
  const none = { problems: {}, conflicts: null, question: null };
  const data: EditData = { viewer: ctx.state, view, ...none, ...shown };
  const refused = Object.keys(data.problems).length > 0;
  const title = t("form.edit_title");
  const isAsked = data.conflicts !== null || data.question !== null;
  ctx.state.title = refused || isAsked ? t("form.title_problem", { title }) : title;
  return page(data, { status: isAsked ? 409 : refused ? 422 : 200 });
}

function conflict(ctx: Context<State>, { contact, tags, values }: Edited) {
  const conflicts = differences(values, contactFormOf(contact, tags));
  if (conflicts.length === 0) { // both wrote the same
    return redirectAfter(ctx, cardHref(contact.id, parseListView(ctx.url.searchParams)), {
      key: "flash.contact_unchanged",
      params: {},
    });
  }
  return form(ctx, {
    contact,
    tags,
    values: { ...values, revision: contact.revision },
    conflicts,
  });
}

export default define.page<typeof handler>(function EditContactPage({ data }) {
  const { viewer, view, contact, values, problems, tags, conflicts, question } = data;
  const { t } = viewer;
  const name = contactName(t, contact);
  const card = cardHref(contact.id, view);
  return (
    <>
      <PageHead
        title={t("form.edit_title")}
        crumbs={[
          { href: listHref(view), label: t("contacts.title") },
          { href: card, label: name },
        ]}
      />
      <div class="page-body">
        <h1 class="visually-hidden">{t("form.edit_title")}</h1>
        {conflicts
          ? (
            <ConflictForm
              viewer={viewer}
              values={values}
              conflicts={conflicts}
              tags={tags}
              cardHref={card}
            />
          )
          : (
            <ContactForm
              viewer={viewer}
              values={values}
              problems={problems}
              tags={tags}
              submit={t("form.save")}
              cancelHref={card}
              hintHref={`/contacts/suspects?of=${contact.id}`}
              question={question && (
                <DuplicateWarning viewer={viewer} contactId={contact.id} {...question} />
              )}
            />
          )}
      </div>
    </>
  );
});
