// After a request that may have written, the index gets its chance to fold; the answer does not wait for it.
import type { Middleware } from "fresh";
import type { State } from "./define.ts";

export function foldAfterWrites(): Middleware<State> {
  return async (ctx) => {
    const response = await ctx.next();
    if (ctx.req.method !== "GET" && ctx.req.method !== "HEAD") {
      const { deps } = ctx.state;
      deps.background(async () => {
        const { folded } = await deps.index.foldIfNeeded();
        if (folded > 0) await deps.index.rebuildIfNeeded();
      });
    }
    return response;
  };
}
