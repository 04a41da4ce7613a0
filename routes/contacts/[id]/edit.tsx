import { type Context, page } from "fresh";
import { PageHead } from "@/components/PageHead.tsx";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { type Contact, contactRow, displayName } from "@/lib/domain/contact.ts";
import {
  cardHref,
  type ContactListView,
  listHref,
  parseListView,
} from "@/lib/domain/contact_list.ts";
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
import { type Difference, differences, resolveConflict } from "@/lib/http/edit_conflict.ts";
import { readFormData } from "@/lib/http/input.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { ConflictForm } from "../(_parts)/ConflictForm.tsx";
import { ContactForm } from "../(_parts)/ContactForm.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const contact = await requireContact(ctx.state.deps.kv, contactIdOf(ctx.params));
    return await form(ctx, { contact, values: contactFormOf(contact) });
  },

  async POST(ctx) {
    const id = contactIdOf(ctx.params);
    const posted = await readFormData(ctx.req);
    const contact = await requireContact(ctx.state.deps.kv, id);
    const values = resolveConflict(readContactForm(posted), contact, posted);
    const operated = afterOperation(values, posted);
    if (operated) return await form(ctx, { contact, values: operated });
    try {
      const revision = values.revision ?? 0; // a form without one is older than any
      const saved = await editContact(actingFor(ctx.state), id, revision, inputOf(values), {
        newTags: values.newTags,
      });
      const changed = saved.revision !== revision;
      return redirectAfter(ctx, cardHref(id, parseListView(ctx.url.searchParams)), {
        key: changed ? "flash.contact_saved" : "flash.contact_unchanged",
        params: {},
      });
    } catch (error) {
      if (error instanceof EditConflictError) return await conflict(ctx, values, error.current);
      return await form(ctx, { contact, values, problems: formProblems(error) });
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
}

async function form(
  ctx: Context<State>,
  shown: Pick<EditData, "contact" | "values"> & Partial<EditData>,
) {
  const { deps, t } = ctx.state;
  const tags = await offeredTags(deps.kv, requireSignedIn(ctx.state));
  const view = parseListView(ctx.url.searchParams);
  const data: EditData = { viewer: ctx.state, view, problems: {}, conflicts: null, tags, ...shown };
  const refused = Object.keys(data.problems).length > 0;
  const title = t("form.edit_title");
  ctx.state.title = refused || data.conflicts ? t("form.title_problem", { title }) : title;
  return page(data, { status: data.conflicts ? 409 : refused ? 422 : 200 });
}

async function conflict(ctx: Context<State>, values: ContactFormValues, current: Contact) {
  const conflicts = differences(values, current);
  if (conflicts.length === 0) { // both wrote the same
    return redirectAfter(ctx, cardHref(current.id, parseListView(ctx.url.searchParams)), {
      key: "flash.contact_unchanged",
      params: {},
    });
  }
  return await form(ctx, {
    contact: current,
    values: { ...values, revision: current.revision },
    conflicts,
  });
}

export default define.page<typeof handler>(function EditContactPage({ data }) {
  const { viewer, view, contact, values, problems, tags, conflicts } = data;
  const { t } = viewer;
  const name = displayName(contactRow(contact)) ??
    t("contact.numbered", { id: String(contact.id) });
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
            />
          )}
      </div>
    </>
  );
});
