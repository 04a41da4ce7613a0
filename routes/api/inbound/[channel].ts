import { takeInSigned } from "@/lib/channels/inbound/take_in.ts";
import { define } from "@/lib/http/define.ts";
import { inboundRequest, onlyPost } from "@/lib/http/inbound_request.ts";

/** What channels report, signed: docs/api_inbound.md. */
export const handler = define.handlers({
  GET: onlyPost,

  async POST(ctx) {
    return Response.json(await takeInSigned(ctx.state.deps, await inboundRequest(ctx)));
  },
});
