// After a request that may have written, pages that follow changes are told at once, and not within a second.
import type { Middleware } from "fresh";
import type { State } from "./define.ts";

export function pokeAfterWrites(): Middleware<State> {
  return async (ctx) => {
    const response = await ctx.next();
    if (ctx.req.method !== "GET" && ctx.req.method !== "HEAD") ctx.state.deps.live.poke();
    return response;
  };
}
