import { endSession } from "@/lib/actions/end_session.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { forgetSession } from "@/lib/http/session.ts";

/** Ends one of one's own sessions. Ending the one in use signs out. */
export const handler = define.handlers({
  GET(ctx) {
    return ctx.redirect("/profile#sessions", 303);
  },

  async POST(ctx) {
    const { state, req } = ctx;
    const hash = formText(await readFormData(req), "hash");
    await endSession(actingFor(state), hash);
    if (hash !== state.sessionHash) {
      return redirectAfter(ctx, "/profile", { key: "flash.session_ended", params: {} });
    }
    forgetSession(state);
    return redirectAfter(ctx, "/login", { key: "flash.signed_out", params: {} });
  },
});
