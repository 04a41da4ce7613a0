import { savePreferences } from "@/lib/actions/save_preferences.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { safeNext } from "@/lib/http/next.ts";
import { parseListPreferences } from "@/lib/http/preferences.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

/** Columns and density from the list's "View" form (2.3). */
export const handler = define.handlers({
  async POST(ctx) {
    const form = await readFormData(ctx.req);
    await savePreferences(actingFor(ctx.state), parseListPreferences(form));
    return redirectAfter(ctx, safeNext(formText(form, "next")));
  },
});
