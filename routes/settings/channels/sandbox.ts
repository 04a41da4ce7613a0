import { createChannel } from "@/lib/actions/create_channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { channelProblems, newChannelForm } from "@/lib/http/channel_form.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { listChannels } from "@/lib/store/channels.ts";

export const handler = define.handlers({
  /** The first channel of a workspace. Where there is a sandbox already, as after a second press, it is that one. */
  async POST(ctx) {
    const { state } = ctx;
    requireAllowed(state.user, "channel.manage");
    const channels = await listChannels(state.deps.kv);
    const known = channels.find(({ connector }) => connector.kind === "sandbox");
    if (known) return redirectAfter(ctx, `/sandbox/${known.id}`);
    const typed = { ...newChannelForm("website"), name: state.t("channels.sandbox_name") };
    try {
      const { id, name } = await createChannel(actingFor(state), "website", typed);
      const flash = { key: "flash.channel_created", params: { name } } as const;
      return redirectAfter(ctx, `/sandbox/${id}`, flash);
    } catch (error) {
      // Its name is taken by a channel of another kind, or there is no key: the form says what to do.
      channelProblems(error);
      return redirectAfter(ctx, "/settings/channels/new/website");
    }
  },
});
