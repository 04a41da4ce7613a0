import { savePreferences } from "@/lib/actions/save_preferences.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { safeNext } from "@/lib/http/next.ts";
import { parsePreferences } from "@/lib/http/preferences.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { readView, viewLine } from "@/lib/http/view_cookie.ts";

/** Language, theme and density from the small forms on pages; before signing in a cookie remembers the first two. */
export const handler = define.handlers({
  async POST(ctx) {
    const { state, req } = ctx;
    const form = await readFormData(req);
    const chosen = parsePreferences(form);
    if (state.user) await savePreferences(actingFor(state), chosen);
    const view = { ...readView(req.headers, state.isSecure), ...chosen };
    state.setCookies.push(viewLine(view, state.isSecure));
    return redirectAfter(ctx, safeNext(formText(form, "next"), "/"));
  },
});
