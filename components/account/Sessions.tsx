// The devices a user is signed in on, each with a button that ends its session.
import type { Translate } from "@/lib/i18n/translate.ts";
import { Icon } from "../Icon.tsx";

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
      <ul class="sessions">
        {sessions.map((session) => <SessionLine t={t} session={session} />)}
      </ul>
    </section>
  );
}

function SessionLine({ t, session }: { t: Translate; session: SessionsProps["sessions"][number] }) {
  const { began, seen, hash, isHere } = session;
  const device = session.device ?? t("profile.sessions.unknown");
  return (
    <li>
      <Icon name="monitor" />
      <div>
        <p>
          {device}
          {isHere && <span class="badge ok">{t("profile.sessions.here")}</span>}
        </p>
        <p class="muted">{t("profile.sessions.times", { began, seen })}</p>
      </div>
      <form method="post" action="/profile/sessions">
        <input type="hidden" name="hash" value={hash} />
        <button
          type="submit"
          class="button"
          aria-label={t("profile.sessions.end_label", { device })}
        >
          {t("profile.sessions.end")}
        </button>
      </form>
    </li>
  );
}
