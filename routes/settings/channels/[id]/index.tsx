import { type Context, page } from "fresh";
import { ChannelConflict } from "@/components/channels/ChannelConflict.tsx";
import { ChannelFields } from "@/components/channels/ChannelFields.tsx";
import { troubleText } from "@/components/channels/TroubleNotice.tsx";
import { ChannelLog } from "@/components/channels/ChannelLog.tsx";
import { SecretSection } from "@/components/channels/SecretSection.tsx";
import { SwitchSection } from "@/components/channels/SwitchSection.tsx";
import { Connect } from "@/components/channels/Connect.tsx";
import { ErrorSummary, Notice } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import CopyButtons from "@/islands/CopyButtons.tsx";
import { editChannel } from "@/lib/actions/edit_channel.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { type TypedChannel, typedChannel } from "@/lib/domain/channel_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConflictError, type FieldProblems } from "@/lib/errors.ts";
import { channelProblems, readChannelForm, withoutSecrets } from "@/lib/http/channel_form.ts";
import { readLogLines } from "@/lib/http/channel_log_text.ts";
import { channelSamples, originOf } from "@/lib/http/channel_sample.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { readTroubles } from "@/lib/store/channel_trouble.ts";
import { requireChannel } from "@/lib/store/channels.ts";

/** Of the log, on the channel's own page. */
const LINES_SHOWN = 5;

export const handler = define.handlers({
  async GET(ctx) {
    requireAllowed(ctx.state.user, "channel.manage");
    const channel = await requireChannel(ctx.state.deps.kv, ctx.params.id ?? "");
    const { revision } = channel;
    return await form(ctx, { channel, revision, values: typedChannel(channel) });
  },

  async POST(ctx) {
    requireAllowed(ctx.state.user, "channel.manage");
    const { kv } = ctx.state.deps;
    const channel = await requireChannel(kv, ctx.params.id ?? "");
    const posted = await readFormData(ctx.req);
    const revision = Number(formText(posted, "revision"));
    const typed = readChannelForm(posted);
    try {
      const { name } = await editChannel(actingFor(ctx.state), channel.id, revision, typed);
      return redirectAfter(ctx, `/settings/channels/${channel.id}`, {
        key: "flash.channel_saved",
        params: { name },
      });
    } catch (error) {
      const values = withoutSecrets(typed);
      if (!(error instanceof ConflictError)) {
        return await form(ctx, { channel, revision, values, problems: channelProblems(error) });
      }
      const current = await requireChannel(kv, channel.id);
      const seen = { channel: current, revision: current.revision };
      return await form(ctx, { ...seen, values, conflict: true });
    }
  },
});

interface Shown {
  channel: Channel;
  /** Of the channel as this person has seen it: a form that was refused for something else is as old as it was. */
  revision: number;
  values: TypedChannel;
  problems?: FieldProblems;
  conflict?: boolean;
}

async function form(
  { state, url }: Context<State>,
  { channel, revision, values, problems = {}, conflict = false }: Shown,
) {
  const refused = Object.keys(problems).length > 0;
  const title = channel.name;
  state.title = refused || conflict ? state.t("form.title_problem", { title }) : title;
  const [{ lines }, troubles] = await Promise.all([
    readLogLines(state, channel.id, { limit: LINES_SHOWN }),
    readTroubles(state.deps.kv, [channel.id]),
  ]);
  const trouble = channel.enabled ? troubles.get(channel.id) ?? null : null;
  const samples = channelSamples(originOf(state.config, url), channel);
  const texts = problemTexts(state, problems);
  const shown = { channel, revision, values, conflict, problems: texts };
  const data = { viewer: state, ...shown, lines, trouble, samples };
  return page(data, { status: conflict ? 409 : refused ? 422 : 200 });
}

export default define.page<typeof handler>(function ChannelPage({ data }) {
  const { viewer, channel, lines, trouble, samples } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={channel.name}
        crumbs={[{ href: "/settings/channels", label: t("channels.title") }]}
      />
      <div class="page-body stack">
        <h1 class="visually-hidden">{channel.name}</h1>
        {!channel.enabled && <Notice kind="warn">{t("channels.is_off")}</Notice>}
        {trouble && <Notice kind="warn">{troubleText(viewer, channel.name, trouble)}</Notice>}
        <p class="muted">{t(`channel_type_about.${channel.type}`)}</p>
        <EditForm {...data} />
        <Connect t={t} channel={channel} samples={samples} />
        <SecretSection viewer={viewer} channel={channel} />
        <SwitchSection t={t} channel={channel} />
        <section class="section" aria-labelledby="log">
          <h2 id="log">{t("channels.log")}</h2>
          <ChannelLog viewer={viewer} lines={lines} />
          {lines.length > 0 && (
            <p>
              <a href={`/settings/channels/${channel.id}/log`}>{t("channels.log_all")}</a>
            </p>
          )}
        </section>
      </div>
      <CopyButtons done={t("channels.copied")} />
    </>
  );
});

interface EditFormProps {
  viewer: Viewer;
  channel: Channel;
  revision: number;
  values: TypedChannel;
  conflict: boolean;
  problems: Record<string, string>;
}

function EditForm(props: EditFormProps) {
  const { viewer: { t }, channel, revision, values, conflict, problems } = props;
  return (
    <form class="form channel-form" method="post" noValidate>
      {conflict && <ChannelConflict t={t} channel={channel} values={values} />}
      <ErrorSummary title={t("form.problems")} problems={problems} />
      <input type="hidden" name="revision" value={revision} />
      <ChannelFields
        t={t}
        type={channel.type}
        values={values}
        problems={problems}
        stored={channel.connector.kind}
      />
      <div class="form-foot">
        <button class="button primary" type="submit">{t("action.save")}</button>
        <a class="button" href="/settings/channels">{t("action.cancel")}</a>
      </div>
    </form>
  );
}
