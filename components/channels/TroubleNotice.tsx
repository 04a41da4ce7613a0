// Says of channels that do not get their messages delivered since when and why, and who can put that right.
import type { Channel } from "@/lib/domain/channel.ts";
import type { DeliveryProblem } from "@/lib/domain/delivery_problem.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Notice } from "../Notice.tsx";

export interface TroubledChannel {
  channel: Pick<Channel, "id" | "name">;
  trouble: { sinceMs: number; problem: DeliveryProblem };
}

export interface TroubleNoticeProps {
  viewer: Viewer;
  troubled: readonly TroubledChannel[];
  /** Agents have to ask one. */
  isAdmin: boolean;
}

export function TroubleNotice({ viewer, troubled, isAdmin }: TroubleNoticeProps) {
  const { t } = viewer;
  if (troubled.length === 0) return null;
  return (
    <Notice kind="warn">
      {troubled.map(({ channel, trouble }) => (
        <p>
          {troubleText(viewer, channel.name, trouble)} {isAdmin
            ? (
              <a href={`/settings/channels/${channel.id}`}>
                {t("conversation.channel_settings")}
              </a>
            )
            : t("channels.ask_admin")}
        </p>
      ))}
    </Notice>
  );
}

/** In one sentence and the reason. */
export function troubleText(
  { t, locale, timeZone }: Viewer,
  name: string,
  { sinceMs, problem }: TroubledChannel["trouble"],
): string {
  return t("channels.trouble", {
    name,
    since: formatDateTime(locale, timeZone, sinceMs),
    problem: t(`delivery.${problem}`),
  });
}
