// Lines of a channel's delivery log, outcomes in words.
import type { ChannelLogEntry } from "@/lib/domain/channel_log.ts";
import { wentWell } from "@/lib/domain/channel_log.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { ExactTime } from "../Time.tsx";

export interface LogLine {
  entry: ChannelLogEntry;
  words: string;
}

export function ChannelLog({ viewer, lines }: { viewer: Viewer; lines: LogLine[] }) {
  const { t } = viewer;
  if (lines.length === 0) return <p class="muted">{t("channels.log_empty")}</p>;
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={t("channels.log_table")}>
      <table class="table log-table">
        <thead>
          <tr>
            <th scope="col">{t("channels.log_time")}</th>
            <th scope="col">{t("channels.log_direction")}</th>
            <th scope="col">{t("channels.log_outcome")}</th>
            <th scope="col">{t("channels.log_subject")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ entry, words }) => (
            <tr>
              <td>
                <ExactTime viewer={viewer} atMs={entry.atMs} />
              </td>
              <td>{t(entry.direction === "in" ? "channels.log_in" : "channels.log_out")}</td>
              <td class={wentWell(entry) ? undefined : "went-wrong"}>{words}</td>
              <td>
                <code>{entry.subjectId}</code>
                {entry.conversationId !== null && (
                  <a class="log-link" href={`/conversations/${entry.conversationId}`}>
                    {t("channels.log_open")}
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
