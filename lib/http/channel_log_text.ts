// The delivery log in words.
import type { ChannelLogEntry } from "@/lib/domain/channel_log.ts";
import { listChannelLog } from "@/lib/store/channel_log.ts";
import { isMessageKey, text } from "@/lib/i18n/translate.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import type { State } from "./define.ts";

export interface LogLines {
  lines: { entry: ChannelLogEntry; words: string }[];
  /** `before` of the next page; null at the end. */
  next: string | null;
}

/** A page of a channel's log, newest first. */
export async function readLogLines(
  state: Pick<State, "t" | "locale" | "deps">,
  channelId: string,
  wish: { limit: number; before?: string | null },
): Promise<LogLines> {
  const { items, next } = await listChannelLog(state.deps.kv, channelId, wish);
  return { lines: items.map((entry) => ({ entry, words: logWords(state, entry) })), next };
}

/** What happened; why, with the status of the other side, where something went wrong. */
function logWords(
  { t, locale }: Pick<Viewer, "t" | "locale">,
  { outcome, direction, problem, status }: ChannelLogEntry,
): string {
  const words = [t(`channel_log.outcome.${outcome}`)];
  if (problem !== null) words.push(problemWords(locale, direction, problem));
  const line = words.join(": ").replace(/\.$/, "");
  return status === null || problem === null
    ? line
    : `${line} (${t("channels.log_status", { status: String(status) })})`;
}

/** A code of a newer version is shown as it is. */
function problemWords(
  locale: Viewer["locale"],
  direction: ChannelLogEntry["direction"],
  code: string,
): string {
  const key = direction === "in" ? `channel_log.problem.${code}` : `delivery.${code}`;
  return isMessageKey(key) ? text(locale, key, {}) : code;
}
