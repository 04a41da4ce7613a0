import { switchChannel } from "@/lib/actions/switch_channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { InputError } from "@/lib/errors.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireChannel } from "@/lib/store/channels.ts";

export const handler = define.handlers({
  async POST(ctx) {
    requireAllowed(ctx.state.user, "channel.manage");
    const { id } = await requireChannel(ctx.state.deps.kv, ctx.params.id ?? "");
    const to = formText(await readFormData(ctx.req), "to");
    if (to !== "on" && to !== "off") {
      throw new InputError(`Cannot switch channel ${id}: neither on nor off is asked`, {
        to: { code: "choice_missing" },
      });
    }
    const { name } = await switchChannel(actingFor(ctx.state), id, to);
    const key = to === "on" ? "flash.channel_on" : "flash.channel_off";
    return redirectAfter(ctx, `/settings/channels/${id}`, { key, params: { name } });
  },
});
