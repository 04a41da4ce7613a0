import { takeInTelegram } from "@/lib/channels/inbound/take_in.ts";
import { define } from "@/lib/http/define.ts";
import { inboundRequest, onlyPost } from "@/lib/http/inbound_request.ts";

/** Where a bot's webhook points. */
export const handler = define.handlers({
  GET: onlyPost,

  async POST(ctx) {
    return Response.json(await takeInTelegram(ctx.state.deps, await inboundRequest(ctx)));
  },
});
