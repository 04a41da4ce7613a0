import { signOut } from "@/lib/actions/sign_out.ts";
import { define } from "@/lib/http/define.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { forgetSession, sessionSecret } from "@/lib/http/session.ts";

/** Open to all: whose session is over already is signed out as well. */
export const handler = define.handlers({
  async POST(ctx) {
    const { state, req } = ctx;
    const secret = sessionSecret(req, state.isSecure);
    if (secret !== null) await signOut(state.deps, secret);
    forgetSession(state);
    return redirectAfter(ctx, "/login", { key: "flash.signed_out", params: {} });
  },
});
