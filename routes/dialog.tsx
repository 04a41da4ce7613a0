import { type Context, page } from "fresh";
import { KeptOutNotice, type KeptOutNoticeProps } from "@/components/blocks/KeptOutNotice.tsx";
import { DialogForm } from "@/components/conversations/DialogForm.tsx";
import { Field } from "@/components/Field.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { startDialogWith } from "@/lib/actions/start_dialog.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { parseRecipient, type Recipient, recipientHandles } from "@/lib/domain/recipient.ts";
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import {
  dialogInput,
  type DialogLook,
  dialogRefusal,
  type DialogValues,
  emptyDialogForm,
  readDialogForm,
  readDialogLook,
} from "@/lib/http/dialog_page.ts";
import { formText } from "@/lib/http/input.ts";
import { readMessagePost } from "@/lib/http/message_form.ts";
import { type ProblemTexts, problemTexts } from "@/lib/http/problems.ts";
import { readKeptOut } from "@/lib/http/read_kept_out.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { findContactIdByEmail, findContactIdByPhone } from "@/lib/store/handles.ts";

/** Whom to write to is asked first; then the same form as from the card. */
export const handler = define.handlers({
  async GET(ctx) {
    const { deps } = ctx.state;
    const to = ctx.url.searchParams.get("to");
    if (to === null) return ask(ctx, "");
    return await write(ctx, to, { values: emptyDialogForm(deps.newId()) });
  },

  async POST(ctx) {
    const posted = await readMessagePost(ctx.req);
    const to = formText(posted, "to");
    const values = readDialogForm(posted);
    try {
      const recipient = parseRecipient(to, ctx.state.deps.country);
      const acting = actingFor(ctx.state);
      const { onceKey } = values;
      const sent = await startDialogWith(acting, recipient, dialogInput(values), { onceKey });
      return redirectAfter(ctx, `/conversations/${sent.conversationId}#end`);
    } catch (error) {
      return await write(ctx, to, { values, ...dialogRefusal(error) });
    }
  },
});

type PageData =
  & { viewer: Viewer; to: string }
  & ({ isNew: boolean; look: DialogLook; keptOut: KeptOutNoticeProps["keptOut"] } | {
    texts: ProblemTexts;
  });

/** The page that asks for a phone or an e-mail. */
function ask(ctx: Context<State>, to: string, problems: FieldProblems = {}) {
  const { state } = ctx;
  requireAllowed(state.user, "conversation.write");
  const refused = Object.keys(problems).length > 0;
  const title = state.t("dialog.title");
  state.title = refused ? state.t("form.title_problem", { title }) : title;
  const texts = problemTexts(state, problems);
  return page<PageData>({ viewer: state, to, texts }, { status: refused ? 422 : 200 });
}

/** The form for an address that is nobody's yet; whoever has it is written to from their own page. */
async function write(
  ctx: Context<State>,
  to: string,
  { status = 200, ...form }: { values: DialogValues; problems?: FieldProblems; status?: number },
) {
  const { state } = ctx;
  requireAllowed(state.user, "conversation.write");
  const { recipient, problems } = readRecipient(to, state);
  if (recipient === null) return ask(ctx, to, problems);
  const contactId = await findOwner(state.deps.kv, recipient);
  if (contactId !== null && status === 200) {
    return redirectAfter(ctx, `/contacts/${contactId}/dialog`);
  }
  const isNew = contactId === null;
  const addressee = { id: null, ...recipientHandles(recipient) };
  const [look, keptOut] = await Promise.all([
    readDialogLook(state, addressee, form),
    readKeptOut(state.deps.kv, addressee, state.nowMs),
  ]);
  const title = state.t("dialog.title_with", { name: recipient.typed });
  state.title = status === 200 ? title : state.t("form.title_problem", { title });
  return page<PageData>({ viewer: state, to: shown(recipient), isNew, look, keptOut }, { status });
}

function readRecipient(
  to: string,
  { deps }: State,
): { recipient: Recipient; problems: FieldProblems } | {
  recipient: null;
  problems: FieldProblems;
} {
  try {
    return { recipient: parseRecipient(to, deps.country), problems: {} };
  } catch (error) {
    if (error instanceof InputError) return { recipient: null, problems: error.problems };
    throw error;
  }
}

function findOwner(kv: Deno.Kv, { kind, key }: Recipient): Promise<number | null> {
  return kind === "email" ? findContactIdByEmail(kv, key) : findContactIdByPhone(kv, key);
}

function shown({ kind, key }: Recipient): string {
  return kind === "phone" ? formatPhone(key) : key;
}

export default define.page<typeof handler>(function NewDialogPage({ data }) {
  const { viewer, to } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("dialog.title")}
        crumbs={[{ href: "/conversations", label: t("conversations.title") }]}
      />
      <div class="page-body">
        {"look" in data
          ? (
            <>
              <h1>{t("dialog.title_with", { name: to })}</h1>
              <p class="muted">
                {data.isNew && t("dialog.new_contact", { address: to })}{" "}
                <a href="/dialog">{t("dialog.other")}</a>
              </p>
              <KeptOutNotice viewer={viewer} keptOut={data.keptOut} />
              <DialogForm
                viewer={viewer}
                action="/dialog"
                cancelHref="/conversations"
                to={to}
                {...data.look}
              />
            </>
          )
          : <AskForm viewer={viewer} to={to} problems={data.texts} />}
      </div>
    </>
  );
});

function AskForm({ viewer: { t }, to, problems }: {
  viewer: Viewer;
  to: string;
  problems: ProblemTexts;
}) {
  return (
    <>
      <h1>{t("dialog.title")}</h1>
      <form class="dialog-form" method="get" action="/dialog">
        <ErrorSummary title={t("form.problems")} problems={problems} />
        <Field
          name="to"
          label={t("dialog.to")}
          hint={t("dialog.to_hint")}
          value={to}
          problem={problems["to"]}
        />
        <div class="form-foot">
          <a class="button" href="/conversations">{t("action.cancel")}</a>
          <button class="button primary" type="submit">{t("dialog.find")}</button>
        </div>
      </form>
    </>
  );
}
