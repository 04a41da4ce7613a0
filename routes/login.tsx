import { page } from "fresh";
import { LocaleSwitch } from "@/components/account/LocaleSwitch.tsx";
import { ErrorSummary, Flash, Notice } from "@/components/Notice.tsx";
import { Field } from "@/components/Field.tsx";
import { Sheet } from "@/components/Sheet.tsx";
import { signIn } from "@/lib/actions/sign_in.ts";
import { clientAddress } from "@/lib/http/client_address.ts";
import { define, type State } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { safeNext } from "@/lib/http/next.ts";
import { type ProblemTexts, refusalOf } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { beginSession, deviceOf, sessionSecret } from "@/lib/http/session.ts";
import { text } from "@/lib/i18n/translate.ts";
import { isSetUp } from "@/lib/store/users.ts";

/** Signed-in people may come here too: to sign in as someone else. */
export const config = { skipInheritedLayouts: true };

interface Login {
  email: string;
  next: string;
  problems: ProblemTexts;
  isSetUp: boolean;
}

export const handler = define.handlers({
  async GET({ state, url }) {
    const next = safeNext(url.searchParams.get("next"), "");
    return page<Login>(await loginPage(state, { next }));
  },

  async POST(ctx) {
    const { state, req, info } = ctx;
    const form = await readFormData(req);
    const next = safeNext(formText(form, "next"), "");
    const email = formText(form, "email");
    try {
      const { secret } = await signIn(state.deps, {
        email,
        password: formText(form, "password"),
        address: clientAddress(req.headers, info.remoteAddr, state.config.trustedProxies),
        device: deviceOf(req),
        oldSecret: sessionSecret(req, state.isSecure),
      });
      beginSession(state, secret);
      return redirectAfter(ctx, next || "/contacts");
    } catch (error) {
      const { problems, ...init } = refusalOf(state, error);
      return page<Login>(await loginPage(state, { next, email, problems }), init);
    }
  },
});

async function loginPage(state: State, known: Partial<Login>): Promise<Login> {
  const title = state.t("login.title");
  state.title = known.problems ? state.t("form.title_problem", { title }) : title;
  return { email: "", next: "", problems: {}, isSetUp: await isSetUp(state.deps.kv), ...known };
}

export default define.page<typeof handler>(function LoginPage({ data, state }) {
  const { t, locale, flash } = state;
  const here = data.next === "" ? "/login" : `/login?next=${encodeURIComponent(data.next)}`;
  const foot = (
    <>
      <p>{t("login.help")}</p>
      <LocaleSwitch t={t} locale={locale} next={here} />
    </>
  );
  return (
    <Sheet title={t("login.title")} foot={foot}>
      {flash && <Flash kind={flash.kind} text={text(locale, flash.key, flash.params)} />}
      {!data.isSetUp && <Notice kind="info">{t("login.setup")}</Notice>}
      {data.next !== "" && <p class="lead">{t("login.again")}</p>}
      <form method="post" action="/login" class="form">
        <ErrorSummary title={t("form.problems")} problems={data.problems} />
        <input type="hidden" name="next" value={data.next} />
        <Field
          name="email"
          type="email"
          label={t("login.email")}
          value={data.email}
          autocomplete="username"
          required
        />
        <Field
          name="password"
          type="password"
          label={t("login.password")}
          autocomplete="current-password"
          required
        />
        <button type="submit" class="button primary">{t("login.submit")}</button>
      </form>
    </Sheet>
  );
});
