// The profile: name and ways, password, sessions. Each part is a form of its own.
import type { User } from "@/lib/domain/user.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { CheckField, Field, SelectField } from "../Field.tsx";
import { ErrorSummary } from "../Notice.tsx";
import { PageHead } from "../PageHead.tsx";
import { NewPasswordField } from "./PasswordField.tsx";
import { Sessions, type SessionsProps } from "./Sessions.tsx";

export interface ProfilePageProps {
  t: Translate;
  user: User;
  sessions: SessionsProps["sessions"];
  problems: Record<string, string>;
}

export function ProfilePage({ t, user, sessions, problems }: ProfilePageProps) {
  return (
    <>
      <PageHead title={t("profile.title")} />
      <div class="page-body profile">
        <ErrorSummary title={t("form.problems")} problems={problems} />
        <PersonForm t={t} user={user} problems={problems} />
        <PasswordForm t={t} email={user.email} problems={problems} />
        <Sessions t={t} sessions={sessions} />
      </div>
    </>
  );
}

type FormProps = Pick<ProfilePageProps, "t" | "user" | "problems">;

function PersonForm({ t, user, problems }: FormProps) {
  return (
    <section aria-labelledby="person">
      <h2 id="person">{t("profile.person")}</h2>
      <form method="post" action="/profile" class="form">
        <dl class="facts">
          <dt>{t("profile.email")}</dt>
          <dd>{user.email}</dd>
          <dt>{t("profile.role")}</dt>
          <dd>{t(`profile.role.${user.role}`)}</dd>
        </dl>
        <Field
          name="name"
          label={t("profile.name")}
          hint={t("setup.name_hint")}
          value={user.name}
          problem={problems.name}
          autocomplete="name"
          required
        />
        <ScreenFields t={t} user={user} problems={problems} />
        <div class="form-foot">
          <button type="submit" class="button primary">{t("action.save")}</button>
        </div>
      </form>
    </section>
  );
}

const THEMES = ["system", "light", "dark"] as const;
const DENSITIES = ["compact", "default", "comfortable"] as const;

function ScreenFields({ t, user: { preferences }, problems }: FormProps) {
  return (
    <>
      <SelectField
        name="locale"
        label={t("profile.locale")}
        value={preferences.locale ?? ""}
        options={[
          { value: "", label: t("profile.locale.browser") },
          { value: "uk", label: t("profile.locale.uk") },
          { value: "en", label: t("profile.locale.en") },
        ]}
        problem={problems.locale}
      />
      <SelectField
        name="theme"
        label={t("profile.theme")}
        value={preferences.theme}
        options={THEMES.map((value) => ({ value, label: t(`profile.theme.${value}`) }))}
        problem={problems.theme}
      />
      <SelectField
        name="density"
        label={t("profile.density")}
        value={preferences.density}
        options={DENSITIES.map((value) => ({ value, label: t(`profile.density.${value}`) }))}
        problem={problems.density}
      />
      <CheckField
        name="shortcuts"
        label={t("profile.shortcuts")}
        hint={t("profile.shortcuts_hint")}
        checked={preferences.shortcuts}
      />
    </>
  );
}

interface PasswordFormProps {
  t: Translate;
  email: string;
  problems: Record<string, string>;
}

function PasswordForm({ t, email, problems }: PasswordFormProps) {
  return (
    <section aria-labelledby="password">
      <h2 id="password">{t("profile.password")}</h2>
      <p class="muted">{t("profile.password_lead")}</p>
      <form method="post" action="/profile/password" class="form">
        <input type="hidden" name="username" value={email} autocomplete="username" />
        <Field
          name="current"
          type="password"
          label={t("profile.password_current")}
          autocomplete="current-password"
          required
          problem={problems.current}
        />
        <NewPasswordField t={t} name="next" problem={problems.next} />
        <div class="form-foot">
          <button type="submit" class="button">{t("profile.password_submit")}</button>
        </div>
      </form>
    </section>
  );
}
