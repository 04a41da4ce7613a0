// Channels that do not get their messages delivered: since when, and why (10.3). An admin has to put them right.
import { z } from "zod";
import type { ChannelLogEntry } from "@/lib/domain/channel_log.ts";
import { DELIVERY_PROBLEMS, isChannelTrouble } from "@/lib/domain/delivery_problem.ts";
import type { Change } from "./change.ts";
import { channelTroubleKey } from "./keys/conversations.ts";
import { readMany } from "./kv.ts";

const troubleSchema = z.object({
  /** The first try that failed since something has gone out. */
  sinceMs: z.number(),
  /** Of the last one. */
  problem: z.enum(DELIVERY_PROBLEMS).catch("internal"), // a newer version knows others
});
export type ChannelTrouble = z.infer<typeof troubleSchema>;

/** Joins the commit of a try: one that failed because of the channel begins the trouble or goes on with it, any other ends it. */
export async function stageTrouble(change: Change, tried: ChannelLogEntry): Promise<void> {
  const { channelId, atMs, problem } = tried;
  const key = channelTroubleKey(channelId);
  const { value } = await change.read(key);
  if (!isChannelTrouble(problem)) {
    if (value !== null) change.delete(key);
    return;
  }
  const { sinceMs } = value === null ? { sinceMs: atMs } : troubleSchema.parse(value);
  change.set(key, { sinceMs, problem });
}

/** What is said of a channel as it was says nothing of it as it is now: the next try will tell. */
export function stageNoTrouble(change: Change, channelId: string): void {
  change.delete(channelTroubleKey(channelId));
}

/** Of those of these channels that are in trouble, by id. */
export async function readTroubles(
  kv: Deno.Kv,
  channelIds: readonly string[],
): Promise<Map<string, ChannelTrouble>> {
  const entries = await readMany<unknown>(kv, channelIds.map(channelTroubleKey));
  return new Map(channelIds.flatMap((id, at) => {
    const value = entries[at]?.value ?? null;
    return value === null ? [] : [[id, troubleSchema.parse(value)]];
  }));
}
