import { page } from "fresh";
import { ProfilePage } from "@/components/account/ProfilePage.tsx";
import { renameSelf } from "@/lib/actions/rename_self.ts";
import { savePreferences } from "@/lib/actions/save_preferences.ts";
import { actingFor, define, requireSignedIn } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { parsePreferences } from "@/lib/http/preferences.ts";
import { refusalOf } from "@/lib/http/problems.ts";
import { readProfile } from "@/lib/http/read_profile.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { viewLine } from "@/lib/http/view_cookie.ts";

export const handler = define.handlers({
  async GET({ state }) {
    state.title = state.t("profile.title");
    return page(await readProfile(state));
  },

  async POST(ctx) {
    const { state, req } = ctx;
    const form = await readFormData(req);
    const acting = actingFor(state);
    try {
      const chosen = parsePreferences(form);
      const shortcuts = form.has("shortcuts");
      await renameSelf(acting, formText(form, "name"));
      const { preferences } = await savePreferences(acting, { ...chosen, shortcuts });
      // The pages before signing in follow, or a choice made there would outlive this one.
      state.setCookies.push(viewLine(preferences, state.isSecure));
      return redirectAfter(ctx, "/profile", { key: "flash.profile_saved", params: {} });
    } catch (error) {
      const { problems, ...init } = refusalOf(state, error);
      state.title = state.t("form.title_problem", { title: state.t("profile.title") });
      const profile = await readProfile(state, problems);
      const typed = { ...requireSignedIn(state), name: formText(form, "name") };
      return page({ ...profile, user: typed }, init);
    }
  },
});

export default define.page<typeof handler>(function Profile({ data, state: { t } }) {
  return <ProfilePage t={t} {...data} />;
});
