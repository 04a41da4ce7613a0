import { type Context, page } from "fresh";
import { ErrorSummary, Notice } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { CustomerFields } from "@/components/sandbox/CustomerFields.tsx";
import { CallForm, MessageForm } from "@/components/sandbox/SandboxForms.tsx";
import { RelativeTime } from "@/components/Time.tsx";
import { actAsCustomer, requireSandbox } from "@/lib/actions/act_as_customer.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import { formProblems } from "@/lib/http/contact_form_page.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { readFormData } from "@/lib/http/input.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { readCustomers, type SandboxCustomer } from "@/lib/http/read_sandbox.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import {
  emptySandboxForm,
  readSandboxForm,
  sandboxEvent,
  sandboxFormOf,
  type SandboxValues,
} from "@/lib/http/sandbox_form.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export const handler = define.handlers({
  async GET(ctx) {
    requireAllowed(ctx.state.user, "conversation.write");
    return await form(ctx, emptySandboxForm(ctx.state.deps.newId()));
  },

  async POST(ctx) {
    const { state } = ctx;
    requireAllowed(state.user, "conversation.write");
    const channel = await requireSandbox(state.deps.kv, ctx.params.id ?? "");
    const posted = await readFormData(ctx.req);
    const values = readSandboxForm(posted);
    try {
      const event = sandboxEvent(sandboxFormOf(posted), values, { channel, thread: null });
      const { token } = values;
      const answer = await actAsCustomer(actingFor(state), channel.id, { event, token });
      const kept = answer.conversationId !== null;
      return redirectAfter(
        ctx,
        `/sandbox/${channel.id}${kept ? `/${answer.conversationId}` : ""}`,
        {
          key: kept ? "flash.sandbox_sent" : "flash.sandbox_dropped",
          params: {},
        },
      );
    } catch (error) {
      return await form(ctx, values, formProblems(error));
    }
  },
});

async function form(
  { state, params }: Context<State>,
  values: SandboxValues,
  problems: FieldProblems = {},
) {
  const { kv } = state.deps;
  const channel = await requireSandbox(kv, params.id ?? "");
  const customers = await readCustomers(kv, channel.id);
  const title = state.t("sandbox.of", { name: channel.name });
  const refused = Object.keys(problems).length > 0;
  state.title = refused ? state.t("form.title_problem", { title }) : title;
  const texts = problemTexts(state, problems);
  const data = { viewer: state, channel, customers, values, problems: texts };
  return page(data, { status: refused ? 422 : 200 });
}

export default define.page<typeof handler>(function SandboxPage({ data }) {
  const { viewer, channel, customers } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={channel.name}
        crumbs={[{ href: "/sandbox", label: t("sandbox.title") }]}
      />
      <div class="page-body stack">
        <h1>{t("sandbox.of", { name: channel.name })}</h1>
        {!channel.enabled && <Notice kind="warn">{t("sandbox.off")}</Notice>}
        <section class="section" aria-labelledby="people">
          <h2 id="people">{t("sandbox.people")}</h2>
          {customers.length === 0
            ? <p class="muted">{t("sandbox.people_empty")}</p>
            : <Customers viewer={viewer} customers={customers} />}
        </section>
        {channel.enabled && <NewCustomer {...data} />}
      </div>
    </>
  );
});

interface NewCustomerProps {
  viewer: Viewer;
  channel: Channel;
  values: SandboxValues;
  problems: Record<string, string>;
}

function NewCustomer({ viewer, channel, values, problems }: NewCustomerProps) {
  const { t } = viewer;
  const FormOf = channel.type === "call" ? CallForm : MessageForm;
  return (
    <section class="section" aria-labelledby="new">
      <h2 id="new">{t("sandbox.new")}</h2>
      <p class="muted">{t("sandbox.new_lead")}</p>
      <ErrorSummary title={t("form.problems")} problems={problems} />
      <FormOf viewer={viewer} values={values} problems={problems}>
        <CustomerFields viewer={viewer} type={channel.type} values={values} problems={problems} />
      </FormOf>
    </section>
  );
}

function Customers({ viewer, customers }: { viewer: Viewer; customers: SandboxCustomer[] }) {
  return (
    <ul class="plain-rows customers">
      {customers.map(({ conversation, name }) => (
        <li>
          <a href={`/sandbox/${conversation.channelId}/${conversation.id}`}>
            {name || conversation.address}
          </a>
          <span class="muted">{conversation.address}</span>
          <RelativeTime viewer={viewer} atMs={conversation.lastAtMs} />
        </li>
      ))}
    </ul>
  );
}
