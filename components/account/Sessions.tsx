// The devices a user is signed in on, each with a button that ends its session.
import type { Translate } from "@/lib/i18n/translate.ts";

export interface SessionsProps {
  t: Translate;
  sessions: {
    hash: string;
    device: string | null;
    /** Times, already formatted. */
    began: string;
    seen: string;
    isHere: boolean;
  }[];
}

export function Sessions({ t, sessions }: SessionsProps) {
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{t("profile.sessions")}</h2>
      <p class="muted">{t("profile.sessions_lead")}</p>
      <div class="table-box">
        <table class="table">
          <caption class="visually-hidden">{t("profile.sessions")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("profile.sessions.device")}</th>
              <th scope="col">{t("profile.sessions.began")}</th>
              <th scope="col">{t("profile.sessions.seen")}</th>
              <th scope="col">
                <span class="visually-hidden">{t("profile.sessions.end")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => <SessionRow t={t} session={session} />)}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function SessionRow({ t, session }: { t: Translate; session: SessionsProps["sessions"][number] }) {
  const device = session.device ?? t("profile.sessions.unknown");
  return (
    <tr>
      <th scope="row">
        {device}
        {session.isHere && <span class="badge">{t("profile.sessions.here")}</span>}
      </th>
      <td>{session.began}</td>
      <td>{session.seen}</td>
      <td>
        <form method="post" action="/profile/sessions">
          <input type="hidden" name="hash" value={session.hash} />
          <button
            type="submit"
            class="button quiet"
            aria-label={t("profile.sessions.end_label", { device })}
          >
            {t("profile.sessions.end")}
          </button>
        </form>
      </td>
    </tr>
  );
}
