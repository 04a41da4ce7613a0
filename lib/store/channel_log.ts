// The delivery log of channels: written with what it tells of, kept for a week.
import {
  CHANNEL_LOG_LIFE_MS,
  type ChannelLogEntry,
  channelLogEntrySchema,
} from "@/lib/domain/channel_log.ts";
import type { Change } from "./change.ts";
import { channelLogKey, rangePrefix } from "./keys.ts";

/** Joins the commit of what it tells of; the store forgets it after a week. */
export function stageChannelLog(change: Change, entry: ChannelLogEntry): void {
  change.set(channelLogKey(entry.channelId, entry.id), entry, { expireIn: CHANNEL_LOG_LIFE_MS });
}

/** A channel's entries, newest first: at most `limit` (1 to 500) of those older than the entry `before`. */
export async function listChannelLog(
  kv: Deno.Kv,
  channelId: string,
  { limit, before }: { limit: number; before?: string | null },
): Promise<{ items: ChannelLogEntry[]; next: string | null }> {
  const prefix = rangePrefix("channel_log", channelId);
  const selector = before ? { prefix, end: channelLogKey(channelId, before) } : { prefix };
  const entries = await Array.fromAsync(kv.list(selector, { reverse: true, limit: limit + 1 }));
  const items = entries.slice(0, limit).map(({ value }) => channelLogEntrySchema.parse(value));
  return { items, next: entries.length > limit ? items.at(-1)?.id ?? null : null };
}
