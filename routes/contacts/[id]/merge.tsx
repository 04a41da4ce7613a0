import { type Context, page } from "fresh";
import { MergeCompare } from "@/components/merge/MergeCompare.tsx";
import { MergeConfirm } from "@/components/merge/MergeConfirm.tsx";
import { MergePick } from "@/components/merge/MergePick.tsx";
import { MergeRefusal } from "@/components/merge/MergeRefusal.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import ContactFinder from "@/islands/ContactFinder.tsx";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { cardHref, listHref, parseListView } from "@/lib/domain/contact_list.ts";
import { parseMergeSeen } from "@/lib/domain/merge_seen.ts";
import { InputError, KartkaError, MergeConflictError } from "@/lib/errors.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { readFormData } from "@/lib/http/input.ts";
import { mergedFlash } from "@/lib/http/merge_flash.ts";
import { type MergeForm, otherIdOf, readMergeForm } from "@/lib/http/merge_form.ts";
import { type Look, lookAt, type Refusal } from "@/lib/http/merge_page.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireRight } from "@/lib/http/rights.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import { requireContact } from "@/lib/store/contacts.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return await show(ctx, readMergeForm(ctx.url.searchParams));
  },

  async POST(ctx) {
    const form = readMergeForm(await readFormData(ctx.req));
    const otherId = otherIdOf(form);
    const seen = parseMergeSeen(form.seen);
    if (otherId === null || seen === null) return await show(ctx, form, { kind: "none" });
    const order = {
      keptId: contactIdOf(ctx.params),
      mergedId: otherId,
      choices: form.choices,
      revisions: seen.revisions,
    };
    try {
      const onceKey = form.onceKey || ctx.state.deps.newId();
      const merge = await mergeContacts(actingFor(ctx.state), order, { onceKey });
      const to = cardHref(merge.keptId, parseListView(ctx.url.searchParams));
      return redirectAfter(ctx, to, mergedFlash(ctx.state, merge));
    } catch (error) {
      return await show(ctx, form, refusalOf(error));
    }
  },
});

/** Whatever else was wrong is seen when both are looked at again. */
function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof InputError) {
    const { form } = error.problems;
    return form?.code === "merge_busy"
      ? { kind: "busy", id: Number(form.params?.["contactId"]) }
      : undefined;
  }
  const isSeenAgain = error instanceof MergeConflictError ||
    (error instanceof KartkaError && [301, 404].includes(error.status));
  if (isSeenAgain) return undefined;
  throw error;
}

/** The step that the form has come to, or an earlier one that says what is in the way. */
async function show(ctx: Context<State>, form: MergeForm, refusal?: Refusal) {
  const { state } = ctx;
  await requireRight(state, "contact.merge");
  const contact = await requireContact(state.deps.kv, contactIdOf(ctx.params));
  const view = parseListView(ctx.url.searchParams);
  const look = await lookAt(state, { contact, view, form, refusal });
  const { t } = state;
  const title = titleOf(state, contact, look);
  state.title = look.status === 200 ? title : t("form.title_problem", { title });
  const card = cardHref(contact.id, view);
  return page({ viewer: state, contact, look, card, list: listHref(view) }, {
    status: look.status,
  });
}

function titleOf({ t }: State, contact: Contact, { step }: Look): string {
  if (step === "pick") return t("merge.pick_title", { name: contactName(t, contact) });
  return t(step === "compare" ? "merge.compare_title" : "merge.confirm_title");
}

export default define.page<typeof handler>(function MergePage({ data }) {
  const { viewer, contact, look, card, list } = data;
  const { t } = viewer;
  const name = contactName(t, contact);
  return (
    <>
      <PageHead
        title={t("merge.title")}
        crumbs={[{ href: list, label: t("contacts.title") }, { href: card, label: name }]}
      />
      {/* The part that the card's island shows. */}
      <div class="page-body" id="dialog-part">
        <div class="merge">
          {look.refusal && <MergeRefusal viewer={viewer} {...look.refusal} />}
          {look.step === "pick" && (
            <MergePick
              viewer={viewer}
              id={contact.id}
              name={name}
              cancelHref={card}
              {...look.props}
            />
          )}
          {look.step === "compare" && (
            <MergeCompare viewer={viewer} cancelHref={card} {...look.props} />
          )}
          {look.step === "confirm" && (
            <MergeConfirm viewer={viewer} cancelHref={card} {...look.props} />
          )}
        </div>
      </div>
      {look.step === "pick" && <ContactFinder />}
    </>
  );
});
