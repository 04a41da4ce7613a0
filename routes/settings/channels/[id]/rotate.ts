import { rotateChannelSecret } from "@/lib/actions/rotate_channel_secret.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConflictError } from "@/lib/errors.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireChannel } from "@/lib/store/channels.ts";

export const handler = define.handlers({
  async POST(ctx) {
    requireAllowed(ctx.state.user, "channel.manage");
    const { id } = await requireChannel(ctx.state.deps.kv, ctx.params.id ?? "");
    const revision = Number(formText(await readFormData(ctx.req), "revision"));
    try {
      const { name } = await rotateChannelSecret(actingFor(ctx.state), id, revision);
      return redirectAfter(ctx, `/settings/channels/${id}/secret`, {
        key: "flash.channel_rotated",
        params: { name },
      });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const changed = { key: "flash.channel_changed", params: {}, kind: "warn" } as const;
      return redirectAfter(ctx, `/settings/channels/${id}`, changed);
    }
  },
});
