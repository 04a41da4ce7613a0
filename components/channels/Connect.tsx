// What the other side of a channel needs: addresses, and requests to try.
import type { Channel } from "@/lib/domain/channel.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { Copyable } from "./Copyable.tsx";

export interface ConnectProps {
  t: Translate;
  channel: Channel;
  /** Addresses and scripts, ready to be copied. */
  samples: {
    inboundUrl: string;
    curl: string;
    /** Of an e-mail channel only. */
    pipe: string | null;
    /** Of a Telegram bot only. */
    telegram: { url: string; setWebhook: string } | null;
  };
}

export function Connect({ t, channel, samples }: ConnectProps) {
  const { inboundUrl, curl, pipe, telegram } = samples;
  return (
    <section class="section" aria-labelledby="connect">
      <h2 id="connect">{t("channels.connect")}</h2>
      {telegram && (
        <>
          <p>{t("channels.address_telegram")}</p>
          <Copyable text={telegram.url} label={t("channels.copy_address")} />
          <p>{t("channels.telegram_lead")}</p>
          <Copyable text={telegram.setWebhook} label={t("channels.sample_copy")} />
        </>
      )}
      <p>{t("channels.address_in")}</p>
      <Copyable text={inboundUrl} label={t("channels.copy_address")} />
      {channel.type === "email" && <p class="muted">{t("channels.mail_lead")}</p>}
      <details class="sample">
        <summary>{t("channels.sample")}</summary>
        <p>{t("channels.sample_lead")}</p>
        <Copyable text={curl} label={t("channels.sample_copy")} />
      </details>
      {pipe !== null && (
        <details class="sample">
          <summary>{t("channels.pipe")}</summary>
          <p>{t("channels.pipe_lead")}</p>
          <Copyable text={pipe} label={t("channels.sample_copy")} />
        </details>
      )}
      {channel.connector.kind === "sandbox" && (
        <p>
          <a href={`/sandbox/${channel.id}`}>{t("channels.try")}</a>
        </p>
      )}
    </section>
  );
}
