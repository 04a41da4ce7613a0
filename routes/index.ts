import { define } from "@/lib/http/define.ts";

/** Kartka begins with the list of contacts. */
export const handler = define.handlers({
  GET(ctx) {
    return ctx.redirect(ctx.state.user ? "/contacts" : "/login", 303);
  },
});
