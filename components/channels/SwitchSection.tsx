// Switching a channel off and on, which is as far as removing goes.
import type { Channel } from "@/lib/domain/channel.ts";
import type { Translate } from "@/lib/i18n/translate.ts";

export function SwitchSection({ t, channel }: { t: Translate; channel: Channel }) {
  return (
    <section class="section" aria-labelledby="switch">
      <h2 id="switch">{t("channels.switch")}</h2>
      <p class="muted">{t("channels.switch_lead")}</p>
      <form method="post" action={`/settings/channels/${channel.id}/switch`}>
        <button class="button" type="submit" name="to" value={channel.enabled ? "off" : "on"}>
          {t(channel.enabled ? "channels.switch_off" : "channels.switch_on")}
        </button>
      </form>
    </section>
  );
}
