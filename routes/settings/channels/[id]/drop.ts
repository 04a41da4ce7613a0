import { dropOldSecret } from "@/lib/actions/drop_old_secret.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

export const handler = define.handlers({
  async POST(ctx) {
    requireAllowed(ctx.state.user, "channel.manage");
    const secretId = formText(await readFormData(ctx.req), "secret");
    const acting = actingFor(ctx.state);
    const { id, name } = await dropOldSecret(acting, ctx.params.id ?? "", secretId);
    return redirectAfter(ctx, `/settings/channels/${id}`, {
      key: "flash.channel_dropped",
      params: { name },
    });
  },
});
