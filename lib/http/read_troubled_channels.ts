// Reads which channels have not got their messages delivered for a while: whoever works with conversations is told.
import type { Channel } from "@/lib/domain/channel.ts";
import { type ChannelTrouble, readTroubles } from "@/lib/store/channel_trouble.ts";
import { listChannels } from "@/lib/store/channels.ts";

/** What is over by itself after a few tries is no news. */
const TOLD_AFTER_MS = 10 * 60_000;

/** Those that are on. */
export async function readTroubledChannels(
  kv: Deno.Kv,
  { nowMs }: { nowMs: number },
): Promise<{ channel: Channel; trouble: ChannelTrouble }[]> {
  const channels = (await listChannels(kv)).filter(({ enabled }) => enabled);
  const troubles = await readTroubles(kv, channels.map(({ id }) => id));
  return channels.flatMap((channel) => {
    const trouble = troubles.get(channel.id);
    return trouble && nowMs - trouble.sinceMs >= TOLD_AFTER_MS ? [{ channel, trouble }] : [];
  });
}
