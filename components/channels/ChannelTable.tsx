// All channels: what they are, how they deliver, and when they last did.
import type { Channel } from "@/lib/domain/channel.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { RelativeTime } from "../Time.tsx";

export interface ChannelRow {
  channel: Channel;
  /** Null: never. */
  inAtMs: number | null;
  outAtMs: number | null;
  /** It is on, and what it was given last did not get through. */
  isTroubled: boolean;
}

export function ChannelTable({ viewer, rows }: { viewer: Viewer; rows: ChannelRow[] }) {
  const { t } = viewer;
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={t("channels.title")}>
      <table class="table channels-table">
        <thead>
          <tr>
            <th scope="col">{t("channels.name")}</th>
            <th scope="col">{t("channels.type")}</th>
            <th scope="col">{t("channels.conversation_type")}</th>
            <th scope="col">{t("channels.connector_short")}</th>
            <th scope="col">{t("channels.state")}</th>
            <th scope="col">{t("channels.last_in")}</th>
            <th scope="col">{t("channels.last_out")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => <Row viewer={viewer} {...row} />)}
        </tbody>
      </table>
    </div>
  );
}

function Row({ viewer, channel, inAtMs, outAtMs, isTroubled }: ChannelRow & { viewer: Viewer }) {
  const { t } = viewer;
  const cells = [
    ["type", t(`channel_type.${channel.type}`)],
    ["conversation_type", t(`conversation_type.${channel.conversationType}`)],
    ["connector_short", t(`connector.${channel.connector.kind}`)],
  ] as const;
  return (
    <tr>
      <th scope="row">
        <a href={`/settings/channels/${channel.id}`}>{channel.name}</a>
      </th>
      {cells.map(([name, text]) => <td data-label={t(`channels.${name}`)}>{text}</td>)}
      <td data-label={t("channels.state")}>
        <div class="badges">
          <span class={channel.enabled ? "badge ok" : "badge warn"}>
            {t(channel.enabled ? "channels.on" : "channels.off")}
          </span>
          {isTroubled && <span class="badge warn">{t("channels.troubled")}</span>}
          {channel.canWriteFirst && <span class="badge">{t("channels.write_first_yes")}</span>}
        </div>
      </td>
      <td data-label={t("channels.last_in")}>
        <RelativeTime viewer={viewer} atMs={inAtMs} none={t("channels.never")} />
      </td>
      <td data-label={t("channels.last_out")}>
        <RelativeTime viewer={viewer} atMs={outAtMs} none={t("channels.never")} />
      </td>
    </tr>
  );
}
