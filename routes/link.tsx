import { page } from "fresh";
import { NewPasswordField } from "@/components/account/PasswordField.tsx";
import { LocaleSwitch } from "@/components/account/LocaleSwitch.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { Sheet } from "@/components/Sheet.tsx";
import { redeemLink, requireLinkUser } from "@/lib/actions/redeem_link.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { define, type State } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { type ProblemTexts, refusalOf } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { beginSession, deviceOf } from "@/lib/http/session.ts";

export const config = { skipInheritedLayouts: true };

/** A good link, with whom it is for; or one that is not good any more. */
type Link =
  | { isGood: true; secret: string; name: string; email: string; problems: ProblemTexts }
  | { isGood: false };

export const handler = define.handlers({
  async GET({ state, url }) {
    return await linkPage(state, url.searchParams.get("secret") ?? "");
  },

  async POST(ctx) {
    const { state, req } = ctx;
    const form = await readFormData(req);
    const secret = formText(form, "secret");
    try {
      const password = formText(form, "password");
      const signedIn = await redeemLink(state.deps, { secret, password, device: deviceOf(req) });
      beginSession(state, signedIn.secret);
      const params = { name: signedIn.user.name };
      return redirectAfter(ctx, "/contacts", { key: "flash.welcome", params });
    } catch (error) {
      if (error instanceof NotFoundError) return overPage(state);
      const { problems, ...init } = refusalOf(state, error);
      return await linkPage(state, secret, { problems, init });
    }
  },
});

interface Refused {
  problems: ProblemTexts;
  init: { status: number; headers: Record<string, string> };
}

async function linkPage(state: State, secret: string, refused?: Refused) {
  try {
    const { name, email } = await requireLinkUser(state.deps, secret);
    const title = state.t("link.title");
    state.title = refused ? state.t("form.title_problem", { title }) : title;
    const problems = refused?.problems ?? {};
    return page<Link>({ isGood: true, secret, name, email, problems }, refused?.init);
  } catch (error) {
    if (error instanceof NotFoundError) return overPage(state);
    throw error;
  }
}

function overPage(state: State) {
  state.title = state.t("link.over.title");
  return page<Link>({ isGood: false }, { status: 404 });
}

export default define.page<typeof handler>(function LinkPage({ data, state: { t, locale } }) {
  if (!data.isGood) {
    return <Sheet title={t("link.over.title")} lead={t("link.over.text")}>{null}</Sheet>;
  }
  const { name, email, problems, secret } = data;
  const foot = <LocaleSwitch t={t} locale={locale} next={`/link?secret=${secret}`} />;
  return (
    <Sheet title={t("link.title")} lead={t("link.lead", { name, email })} foot={foot}>
      <form method="post" action="/link" class="form">
        <ErrorSummary title={t("form.problems")} problems={problems} />
        <input type="hidden" name="secret" value={secret} />
        <input type="hidden" name="email" value={email} autocomplete="username" />
        <NewPasswordField t={t} name="password" problem={problems.password} />
        <button type="submit" class="button primary">{t("link.submit")}</button>
      </form>
    </Sheet>
  );
});
