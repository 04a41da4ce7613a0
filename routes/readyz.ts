import { define } from "@/lib/http/define.ts";
import { isReady } from "@/lib/http/readiness.ts";

/** The store takes writes. 503 tells a load balancer to ask elsewhere. */
export const handler = define.handlers({
  async GET({ state: { deps, nowMs } }) {
    const ok = await isReady(deps.kv, nowMs);
    return Response.json({ ok }, { status: ok ? 200 : 503 });
  },
});
