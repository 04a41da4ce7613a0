import { page } from "fresh";
import { ProfilePage } from "@/components/account/ProfilePage.tsx";
import { changePassword } from "@/lib/actions/change_password.ts";
import { clientAddress } from "@/lib/http/client_address.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { refusalOf } from "@/lib/http/problems.ts";
import { readProfile } from "@/lib/http/read_profile.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

export const handler = define.handlers({
  /** A reload after a refused change lands on the profile. */
  GET(ctx) {
    return ctx.redirect("/profile#password", 303);
  },

  async POST(ctx) {
    const { state, req, info } = ctx;
    const form = await readFormData(req);
    try {
      await changePassword(actingFor(state), {
        current: formText(form, "current"),
        next: formText(form, "next"),
        address: clientAddress(req.headers, info.remoteAddr, state.config.trustedProxies),
        sessionHash: state.sessionHash ?? "",
      });
      return redirectAfter(ctx, "/profile", { key: "flash.password_changed", params: {} });
    } catch (error) {
      const { problems, ...init } = refusalOf(state, error);
      state.title = state.t("form.title_problem", { title: state.t("profile.title") });
      return page(await readProfile(state, problems), init);
    }
  },
});

export default define.page<typeof handler>(function Profile({ data, state: { t } }) {
  return <ProfilePage t={t} {...data} />;
});
