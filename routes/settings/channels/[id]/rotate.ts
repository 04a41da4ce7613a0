import { rotateChannelSecret } from "@/lib/actions/rotate_channel_secret.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConfigError, ConflictError } from "@/lib/errors.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { type FlashOptions, redirectAfter } from "@/lib/http/redirect.ts";
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
      return redirectAfter(ctx, `/settings/channels/${id}`, whyNot(error));
    }
  },
});

function whyNot(error: unknown): FlashOptions {
  if (error instanceof ConflictError) {
    return { key: "flash.channel_changed", params: {}, kind: "warn" };
  }
  if (error instanceof ConfigError) {
    return { key: "flash.channel_closed", params: {}, kind: "error" };
  }
  throw error;
}
