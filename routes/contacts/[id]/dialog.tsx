import { type Context, page } from "fresh";
import { BlockBanner } from "@/components/blocks/BlockBanner.tsx";
import { KeptOutNotice } from "@/components/blocks/KeptOutNotice.tsx";
import { DialogForm } from "@/components/conversations/DialogForm.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { startDialog } from "@/lib/actions/start_dialog.ts";
import { belowCardHref, cardHref, listHref, parseListView } from "@/lib/domain/contact_list.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import {
  dialogInput,
  dialogRefusal,
  type DialogValues,
  emptyDialogForm,
  readDialogForm,
  readDialogLook,
} from "@/lib/http/dialog_page.ts";
import { readMessagePost } from "@/lib/http/message_form.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { readKeptOut } from "@/lib/http/read_kept_out.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import { requireContact } from "@/lib/store/contacts.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return await dialog(ctx, { values: emptyDialogForm(ctx.state.deps.newId()) });
  },

  async POST(ctx) {
    const id = contactIdOf(ctx.params);
    const values = readDialogForm(await readMessagePost(ctx.req));
    try {
      const { onceKey } = values;
      const acting = actingFor(ctx.state);
      const { conversationId } = await startDialog(acting, id, dialogInput(values), { onceKey });
      return redirectAfter(ctx, `/conversations/${conversationId}#end`);
    } catch (error) {
      return await dialog(ctx, { values, ...dialogRefusal(error) });
    }
  },
});

async function dialog(
  ctx: Context<State>,
  { status = 200, ...form }: {
    values: DialogValues;
    problems?: FieldProblems;
    status?: number;
  },
) {
  const { state } = ctx;
  requireAllowed(state.user, "conversation.write");
  const { deps, t } = state;
  const contact = await requireContact(deps.kv, contactIdOf(ctx.params));
  const [look, keptOut] = await Promise.all([
    readDialogLook(state, contact, form),
    readKeptOut(deps.kv, contact, state.nowMs),
  ]);
  const name = contactName(t, contact);
  const title = t("dialog.title_with", { name });
  state.title = status === 200 ? title : t("form.title_problem", { title });
  const view = parseListView(ctx.url.searchParams);
  return page({ viewer: state, view, contact, name, title, look, keptOut }, { status });
}

export default define.page<typeof handler>(function DialogPage({ data }) {
  const { viewer, view, contact, name, title, look, keptOut } = data;
  const { t } = viewer;
  const { id, block } = contact;
  const card = cardHref(id, view);
  return (
    <>
      <PageHead
        title={t("dialog.title")}
        crumbs={[
          { href: listHref(view), label: t("contacts.title") },
          { href: card, label: name },
        ]}
      />
      {/* The part that the card's island shows. */}
      <div class="page-body" id="dialog-part">
        <h1 id="dialog-title">{title}</h1>
        <BlockBanner viewer={viewer} block={block} />
        <KeptOutNotice viewer={viewer} keptOut={keptOut} />
        <DialogForm
          viewer={viewer}
          action={belowCardHref(id, "dialog", view)}
          cancelHref={card}
          {...look}
        />
      </div>
    </>
  );
});
