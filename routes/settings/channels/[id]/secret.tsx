import { page } from "fresh";
import { Copyable } from "@/components/channels/Copyable.tsx";
import { Icon } from "@/components/Icon.tsx";
import { Notice } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import CopyButtons from "@/islands/CopyButtons.tsx";
import { openChannelSecrets } from "@/lib/actions/channel_secret.ts";
import { showChannelSecrets } from "@/lib/actions/show_channel_secrets.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConfigError } from "@/lib/errors.ts";
import { telegramSecretToken } from "@/lib/channels/inbound/telegram.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { requireChannel } from "@/lib/store/channels.ts";

/** How long after its making a secret is shown without being asked for. */
const FRESH_MS = 5 * 60_000;

export const handler = define.handlers({
  /** Right after it was made the secret is shown, once; later there is only a button. */
  async GET({ state, params }) {
    requireAllowed(state.user, "channel.manage");
    const channel = await requireChannel(state.deps.kv, params.id ?? "");
    state.title = state.t("channels.secret_title", { name: channel.name });
    if (!wasJustMade(state, channel)) {
      return page<SecretPage>({ t: state.t, channel, secrets: [], shown: "hidden" });
    }
    return await readable(state, channel, async () => ({
      secrets: (await openChannelSecrets(state.deps, channel)).slice(0, 1),
      shown: "once",
    }));
  },

  /** Shown again; the history keeps who has looked. */
  async POST({ state, params }) {
    requireAllowed(state.user, "channel.manage");
    const channel = await requireChannel(state.deps.kv, params.id ?? "");
    state.title = state.t("channels.secret_title", { name: channel.name });
    return await readable(state, channel, async () => ({
      secrets: await showChannelSecrets(actingFor(state), channel.id),
      shown: "again",
    }));
  },
});

/** The page with what is opened, or with the reason why it cannot be. */
async function readable(
  { t }: State,
  channel: Channel,
  open: () => Promise<Pick<SecretPage, "secrets" | "shown">>,
) {
  try {
    return page<SecretPage>({ t, channel, ...await open() });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return page<SecretPage>({ t, channel, secrets: [], shown: "closed" }, { status: 503 });
  }
}

interface SecretPage {
  t: Translate;
  channel: Channel;
  /** The one in use first; empty while hidden. */
  secrets: string[];
  shown: "once" | "again" | "hidden" | "closed";
}

/** The message of the form that made it is shown on one page only, and so is the secret. */
function wasJustMade({ flash, nowMs }: State, { secrets: [current] }: Channel): boolean {
  const isMade = flash?.key === "flash.channel_created" || flash?.key === "flash.channel_rotated";
  return isMade && current !== undefined && nowMs - current.createdAtMs < FRESH_MS;
}

export default define.page<typeof handler>(function SecretPage({ data }) {
  const { t, channel, secrets, shown } = data;
  const path = `/settings/channels/${channel.id}`;
  return (
    <>
      <PageHead
        title={t("channels.secrets")}
        crumbs={[
          { href: "/settings/channels", label: t("channels.title") },
          { href: path, label: channel.name },
        ]}
      />
      <div class="page-body stack">
        <h1>{t("channels.secret_title", { name: channel.name })}</h1>
        {shown === "once" && <Notice kind="warn">{t("channels.secret_once")}</Notice>}
        {shown === "closed" && (
          <Notice kind="error" role="alert">{t("problem.secrets_closed")}</Notice>
        )}
        {shown === "again" && <Notice kind="info">{t("channels.secret_shown")}</Notice>}
        <p class="muted">{t("channels.secret_hidden")}</p>
        {secrets.map((secret, at) => (
          <Secret t={t} channel={channel} secret={secret} isCurrent={at === 0} />
        ))}
        <div class="form-foot">
          {shown === "hidden" && (
            <form method="post">
              <button class="button primary" type="submit">
                <Icon name="key-round" />
                {t("channels.secret_show")}
              </button>
            </form>
          )}
          <a class={shown === "hidden" ? "button" : "button primary"} href={path}>
            {t("channels.to_channel")}
          </a>
        </div>
      </div>
      {secrets.length > 0 && <CopyButtons done={t("channels.copied")} />}
    </>
  );
});

interface SecretProps {
  t: Translate;
  channel: Channel;
  secret: string;
  isCurrent: boolean;
}

function Secret({ t, channel, secret, isCurrent }: SecretProps) {
  const title = t(isCurrent ? "channels.secret_current" : "channels.secret_before");
  const copy = (what: string) => `${t("channels.copy_secret")}: ${what}`;
  return (
    <section class="secret">
      <h2>{title}</h2>
      <Copyable text={secret} label={copy(title)} />
      {channel.type === "telegram" && isCurrent && (
        <>
          <h3>{t("channels.secret_telegram")}</h3>
          <Copyable
            text={telegramSecretToken(secret)}
            label={copy(t("channels.secret_telegram"))}
          />
        </>
      )}
    </section>
  );
}
