import { HttpError, page } from "fresh";
import { NewPasswordField } from "@/components/account/PasswordField.tsx";
import { LocaleSwitch } from "@/components/account/LocaleSwitch.tsx";
import { CheckField, Field } from "@/components/Field.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { Sheet } from "@/components/Sheet.tsx";
import { createFirstAdmin, requireSetupLink } from "@/lib/actions/create_first_admin.ts";
import type { Deps } from "@/lib/actions/deps.ts";
import { loadSampleData, SAMPLE_CONTACTS, SAMPLE_SEED } from "@/lib/actions/load_sample_data.ts";
import type { User } from "@/lib/domain/user.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { define, type State } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { type ProblemTexts, refusalOf } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { beginSession, deviceOf } from "@/lib/http/session.ts";
import { readView } from "@/lib/http/view_cookie.ts";
import { isSetUp } from "@/lib/store/users.ts";
import { workOnSampleData } from "@/lib/transfer/sample_load.ts";

export const config = { skipInheritedLayouts: true };

interface Values {
  secret: string;
  name: string;
  email: string;
  withSample: boolean;
}

/** A good link with the form, or one that is not good any more. Once there is an admin, neither: 404. */
type Setup = { isGood: true; values: Values; problems: ProblemTexts } | { isGood: false };

export const handler = define.handlers({
  async GET({ state, url }) {
    const secret = url.searchParams.get("secret") ?? "";
    return await setupPage(state, { secret, name: "", email: "", withSample: false });
  },

  async POST(ctx) {
    const { state, req } = ctx;
    const form = await readFormData(req);
    const values = readValues(form);
    try {
      const { locale } = readView(req.headers, state.isSecure);
      const input = { ...values, password: formText(form, "password"), locale };
      const link = { secret: values.secret, device: deviceOf(req) };
      const { user, secret } = await createFirstAdmin(state.deps, link, input);
      beginSession(state, secret);
      if (values.withSample) {
        await orderSampleData(state.deps, user);
        return redirectAfter(ctx, "/setup/progress");
      }
      const flash = { key: "flash.welcome", params: { name: user.name } } as const;
      return redirectAfter(ctx, "/contacts", flash);
    } catch (error) {
      if (error instanceof NotFoundError) return await overPage(state);
      const { problems, ...init } = refusalOf(state, error);
      return await setupPage(state, values, { problems, init });
    }
  },
});

/** Whoever has just become the admin is not in the state yet. */
async function orderSampleData(deps: Deps, { id, role }: User) {
  const actor = { kind: "user", userId: id } as const;
  const order = { contacts: SAMPLE_CONTACTS, seed: SAMPLE_SEED, stories: true };
  await loadSampleData({ deps, principal: { id, role }, actor }, order);
  deps.background(() => workOnSampleData(deps));
}

function readValues(form: FormData): Values {
  return {
    secret: formText(form, "secret"),
    name: formText(form, "name"),
    email: formText(form, "email"),
    withSample: form.has("sample"),
  };
}

interface Refused {
  problems: ProblemTexts;
  init: { status: number; headers: Record<string, string> };
}

async function setupPage(state: State, values: Values, refused?: Refused) {
  try {
    await requireSetupLink(state.deps, values.secret);
  } catch (error) {
    if (error instanceof NotFoundError) return await overPage(state);
    throw error;
  }
  const title = state.t("setup.title");
  state.title = refused ? state.t("form.title_problem", { title }) : title;
  return page<Setup>({ isGood: true, values, problems: refused?.problems ?? {} }, refused?.init);
}

/** With an admin there is nothing here; without one the page says how to get a new link. */
async function overPage(state: State) {
  if (await isSetUp(state.deps.kv)) throw new HttpError(404, "There is an admin already");
  state.title = state.t("setup.over.title");
  return page<Setup>({ isGood: false }, { status: 404 });
}

export default define.page<typeof handler>(function SetupPage({ data, state: { t, locale } }) {
  if (!data.isGood) {
    return <Sheet title={t("setup.over.title")} lead={t("setup.over.text")}>{null}</Sheet>;
  }
  const { values, problems } = data;
  const foot = <LocaleSwitch t={t} locale={locale} next={`/setup?secret=${values.secret}`} />;
  return (
    <Sheet title={t("setup.title")} lead={t("setup.lead")} foot={foot}>
      <form method="post" action="/setup" class="form">
        <ErrorSummary title={t("form.problems")} problems={problems} />
        <input type="hidden" name="secret" value={values.secret} />
        <Field
          name="name"
          label={t("setup.name")}
          hint={t("setup.name_hint")}
          value={values.name}
          problem={problems.name}
          autocomplete="name"
          required
        />
        <Field
          name="email"
          type="email"
          label={t("login.email")}
          value={values.email}
          problem={problems.email}
          autocomplete="username"
          required
        />
        <NewPasswordField t={t} name="password" problem={problems.password} />
        <CheckField
          name="sample"
          label={t("setup.sample")}
          hint={t("setup.sample_hint")}
          checked={values.withSample}
        />
        <button type="submit" class="button primary">{t("setup.submit")}</button>
      </form>
    </Sheet>
  );
});
