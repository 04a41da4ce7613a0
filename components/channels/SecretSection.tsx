// The live secrets of a channel, without themselves: since when, and what can be done with them.
import { type Channel, SECRETS_MAX } from "@/lib/domain/channel.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";

export function SecretSection({ viewer, channel }: { viewer: Viewer; channel: Channel }) {
  const { t, locale, timeZone } = viewer;
  const path = `/settings/channels/${channel.id}`;
  const isFull = channel.secrets.length >= SECRETS_MAX;
  return (
    <section class="section" aria-labelledby="secrets">
      <h2 id="secrets">{t("channels.secrets")}</h2>
      <p class="muted">{t("channels.secrets_lead")}</p>
      <ul class="plain-rows">
        {channel.secrets.map(({ id, createdAtMs }, at) => (
          <li>
            {t(at === 0 ? "channels.secret_in_use" : "channels.secret_old", {
              time: formatDateTime(locale, timeZone, createdAtMs),
            })}
            {at === 0
              ? <Show viewer={viewer} path={path} />
              : <Drop viewer={viewer} path={path} secretId={id} />}
          </li>
        ))}
      </ul>
      <form method="post" action={`${path}/rotate`}>
        <input type="hidden" name="revision" value={channel.revision} />
        <button class="button" type="submit">
          <Icon name="refresh-cw" />
          {t(isFull ? "channels.secret_rotate_drops" : "channels.secret_rotate")}
        </button>
      </form>
    </section>
  );
}

interface ActionProps {
  viewer: Viewer;
  path: string;
}

function Show({ viewer: { t }, path }: ActionProps) {
  return (
    <form method="post" action={`${path}/secret`}>
      <button class="button" type="submit">
        <Icon name="key-round" />
        {t("channels.secret_show")}
      </button>
    </form>
  );
}

function Drop({ viewer: { t }, path, secretId }: ActionProps & { secretId: string }) {
  return (
    <form method="post" action={`${path}/drop`}>
      <input type="hidden" name="secret" value={secretId} />
      <button class="button" type="submit">{t("channels.secret_drop")}</button>
    </form>
  );
}
