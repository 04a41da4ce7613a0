import { dropOldSecret } from "@/lib/actions/drop_old_secret.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const { id, name } = await dropOldSecret(actingFor(ctx.state), ctx.params.id ?? "");
    return redirectAfter(ctx, `/settings/channels/${id}`, {
      key: "flash.channel_dropped",
      params: { name },
    });
  },
});
