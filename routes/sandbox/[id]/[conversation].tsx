import { type Context, page } from "fresh";
import { ErrorSummary, Notice } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { CustomerThread } from "@/components/sandbox/CustomerThread.tsx";
import { CallForm, ContactForm, MessageForm } from "@/components/sandbox/SandboxForms.tsx";
import Live from "@/islands/Live.tsx";
import { actAsCustomer, requireSandbox } from "@/lib/actions/act_as_customer.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import { formProblems } from "@/lib/http/contact_form_page.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { readFormData } from "@/lib/http/input.ts";
import { followTopics } from "@/lib/http/live_page.ts";
import { conversationIdOf, messageIdOf } from "@/lib/http/path_id.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { readCustomerThread } from "@/lib/http/read_sandbox.ts";
import { type FlashOptions, redirectAfter } from "@/lib/http/redirect.ts";
import {
  emptySandboxForm,
  readSandboxForm,
  sandboxEvent,
  type SandboxForm,
  sandboxFormOf,
  sandboxForms,
  type SandboxValues,
} from "@/lib/http/sandbox_form.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

const FLASH: Record<SandboxForm, FlashOptions["key"]> = {
  message: "flash.sandbox_sent",
  call: "flash.sandbox_called",
  contact: "flash.sandbox_updated",
};

export const handler = define.handlers({
  async GET(ctx) {
    requireAllowed(ctx.state.user, "conversation.write");
    return await thread(ctx, { values: emptySandboxForm(ctx.state.deps.newId()) });
  },

  async POST(ctx) {
    const { state } = ctx;
    requireAllowed(state.user, "conversation.write");
    const { channel, conversation } = await read(ctx, null);
    const posted = await readFormData(ctx.req);
    const [form, values] = [sandboxFormOf(posted), readSandboxForm(posted)];
    try {
      const event = sandboxEvent(form, values, { channel, thread: conversation });
      const { token } = values;
      const answer = await actAsCustomer(actingFor(state), channel.id, { event, token });
      // An address that has gone to someone else since begins a conversation of its own.
      const id = answer.conversationId ?? conversation.id;
      const key = answer.result === "dropped" ? "flash.sandbox_dropped" : FLASH[form];
      return redirectAfter(ctx, `/sandbox/${channel.id}/${id}#latest`, { key, params: {} });
    } catch (error) {
      return await thread(ctx, { values, form, problems: formProblems(error) });
    }
  },
});

async function read({ state: { deps: { kv } }, params }: Context<State>, before: string | null) {
  const channel = await requireSandbox(kv, params.id ?? "");
  const conversationId = conversationIdOf({ id: params.conversation ?? "" });
  return {
    channel,
    ...await readCustomerThread(kv, { channelId: channel.id, conversationId, before }),
  };
}

interface Shown {
  values: SandboxValues;
  /** The one that was refused. */
  form?: SandboxForm;
  problems?: FieldProblems;
}

async function thread(ctx: Context<State>, { values, form = "message", problems = {} }: Shown) {
  const { state, url } = ctx;
  const id = conversationIdOf({ id: ctx.params.conversation ?? "" });
  const live = await followTopics(state, url, [{ kind: "conversation", id }]);
  const before = messageIdOf(url.searchParams.get("before"));
  const shown = await read(ctx, before);
  const names = { name: shown.name || shown.conversation.address, channel: shown.channel.name };
  const title = state.t("sandbox.thread_of", names);
  const refused = Object.keys(problems).length > 0;
  state.title = refused ? state.t("form.title_problem", { title }) : title;
  const texts = problemTexts(state, problems);
  const data = { viewer: state, ...shown, before, title, values, form, problems: texts, live };
  return page(data, { status: refused ? 422 : 200 });
}

export default define.page<typeof handler>(function CustomerPage({ data }) {
  const { viewer, channel, conversation, title, live } = data;
  const { t } = viewer;
  const path = `/sandbox/${channel.id}/${conversation.id}`;
  return (
    <>
      <PageHead
        title={data.name || conversation.address}
        crumbs={[
          { href: "/sandbox", label: t("sandbox.title") },
          { href: `/sandbox/${channel.id}`, label: channel.name },
        ]}
        actions={
          <a class="button" href={`/conversations/${conversation.id}`}>{t("sandbox.to_agent")}</a>
        }
      />
      <div class="page-body stack">
        <h1 class="visually-hidden">{title}</h1>
        {!channel.enabled && <Notice kind="warn">{t("sandbox.off")}</Notice>}
        <section class="section" aria-labelledby="thread">
          <h2 id="thread">{t("sandbox.thread")}</h2>
          <div data-live="sandbox-thread">
            <CustomerThread
              viewer={viewer}
              messages={data.messages}
              earlierHref={data.earlier && `${path}?before=${data.earlier}`}
              latestHref={data.before && path}
            />
          </div>
          <Live {...live} />
        </section>
        {channel.enabled && <Forms {...data} />}
      </div>
    </>
  );
});

interface FormsProps {
  viewer: Viewer;
  channel: Channel;
  values: SandboxValues;
  /** The one that `values` and `problems` are of. */
  form: SandboxForm;
  problems: Record<string, string>;
}

function Forms({ viewer, channel, values, form, problems }: FormsProps) {
  const { t } = viewer;
  const forms = sandboxForms(channel);
  const props = (of: SandboxForm) => ({ viewer, values, problems: form === of ? problems : {} });
  return (
    <div class="stack" id="latest">
      <ErrorSummary title={t("form.problems")} problems={problems} />
      {forms.includes("message") && <MessageForm {...props("message")} />}
      {forms.includes("call") && (
        <details class="sample" open={form === "call" || channel.type === "call"}>
          <summary>{t("sandbox.call")}</summary>
          <p class="muted">{t("sandbox.call_lead")}</p>
          <CallForm {...props("call")} />
        </details>
      )}
      {forms.includes("contact") && (
        <details class="sample" open={form === "contact"}>
          <summary>{t("sandbox.contact")}</summary>
          <ContactForm {...props("contact")} />
        </details>
      )}
    </div>
  );
}
