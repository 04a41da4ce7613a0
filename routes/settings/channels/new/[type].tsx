import { type Context, page } from "fresh";
import { ChannelFields } from "@/components/channels/ChannelFields.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { createChannel } from "@/lib/actions/create_channel.ts";
import type { TypedChannel } from "@/lib/domain/channel_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import {
  channelProblems,
  channelTypeOf,
  newChannelForm,
  readChannelForm,
  withoutSecrets,
} from "@/lib/http/channel_form.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { readFormData } from "@/lib/http/input.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

export const handler = define.handlers({
  GET(ctx) {
    requireAllowed(ctx.state.user, "channel.manage");
    return form(ctx, newChannelForm(channelTypeOf(ctx.params)));
  },

  async POST(ctx) {
    requireAllowed(ctx.state.user, "channel.manage");
    const type = channelTypeOf(ctx.params);
    const typed = readChannelForm(await readFormData(ctx.req));
    try {
      const { id, name } = await createChannel(actingFor(ctx.state), type, typed);
      return redirectAfter(ctx, `/settings/channels/${id}/secret`, {
        key: "flash.channel_created",
        params: { name },
      });
    } catch (error) {
      return form(ctx, withoutSecrets(typed), channelProblems(error));
    }
  },
});

function form(ctx: Context<State>, values: TypedChannel, problems: FieldProblems = {}) {
  const { t } = ctx.state;
  const type = channelTypeOf(ctx.params);
  const title = t("channels.new_of", { type: t(`channel_type.${type}`) });
  const refused = Object.keys(problems).length > 0;
  ctx.state.title = refused ? t("form.title_problem", { title }) : title;
  const data = { t, type, title, values, problems: problemTexts(ctx.state, problems) };
  return page(data, { status: refused ? 422 : 200 });
}

export default define.page<typeof handler>(function NewChannelPage({ data }) {
  const { t, type, title, values, problems } = data;
  return (
    <>
      <PageHead
        title={t(`channel_type.${type}`)}
        crumbs={[
          { href: "/settings/channels", label: t("channels.title") },
          { href: "/settings/channels/new", label: t("channels.new") },
        ]}
      />
      <div class="page-body">
        <h1 class="visually-hidden">{title}</h1>
        <form class="form channel-form" method="post" noValidate>
          <ErrorSummary title={t("form.problems")} problems={problems} />
          <ChannelFields t={t} type={type} values={values} problems={problems} stored={null} />
          <div class="form-foot">
            <button class="button primary" type="submit">{t("channels.create")}</button>
            <a class="button" href="/settings/channels">{t("action.cancel")}</a>
          </div>
        </form>
      </div>
    </>
  );
});
