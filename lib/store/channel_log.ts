// The delivery log of channels: written with what it tells of, kept for a week.
import { z } from "zod";
import {
  CHANNEL_LOG_LIFE_MS,
  type ChannelLogEntry,
  channelLogEntrySchema,
  wentWell,
} from "@/lib/domain/channel_log.ts";
import type { Change } from "./change.ts";
import { channelLogKey, channelSeenKey } from "./keys/conversations.ts";
import { rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";

/** Joins the commit of what it tells of; the store forgets it after a week. */
export function stageChannelLog(change: Change, entry: ChannelLogEntry): void {
  const { channelId, direction, atMs } = entry;
  change.set(channelLogKey(channelId, entry.id), entry, { expireIn: CHANNEL_LOG_LIFE_MS });
  if (wentWell(entry)) change.set(channelSeenKey(channelId, direction), { atMs });
}

/** When a channel last took something in and handed something over; null: never. */
export interface ChannelSeen {
  inAtMs: number | null;
  outAtMs: number | null;
}

const seenSchema = z.object({ atMs: z.number() });

/** Of all these channels, by id. Commits that cross may leave the earlier of two moments. */
export async function readChannelsSeen(
  kv: Deno.Kv,
  channelIds: readonly string[],
): Promise<Map<string, ChannelSeen>> {
  const keys = channelIds.flatMap((id) => [channelSeenKey(id, "in"), channelSeenKey(id, "out")]);
  const times = (await readMany<unknown>(kv, keys)).map(({ value }) =>
    value === null ? null : seenSchema.parse(value).atMs
  );
  return new Map(channelIds.map((id, at) => [
    id,
    { inAtMs: times[at * 2] ?? null, outAtMs: times[at * 2 + 1] ?? null },
  ]));
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
