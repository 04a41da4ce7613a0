// Channel definitions: the cached list of all, and staging a channel with its head.
import { type Channel, CHANNELS_MAX, channelSchema } from "@/lib/domain/channel.ts";
import { foldTagName } from "@/lib/domain/tag_input.ts";
import { InputError, NotFoundError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { stageNoTrouble } from "./channel_trouble.ts";
import { channelHeadKey, channelKey } from "./keys/conversations.ts";
import { rangePrefix } from "./keys/range.ts";

interface CachedChannels {
  versionstamp: string | null;
  channels: readonly Channel[];
}

const cache = new WeakMap<Deno.Kv, CachedChannels>();

/** All channels, oldest first; at most 100. Costs one read while nothing has changed. */
export async function listChannels(kv: Deno.Kv): Promise<readonly Channel[]> {
  // The head before the list: a change in between makes the next call read again.
  const { versionstamp } = await kv.get(channelHeadKey());
  const cached = cache.get(kv);
  if (cached && cached.versionstamp === versionstamp) return cached.channels;
  const channels = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("channel") }, { limit: CHANNELS_MAX }),
    ({ value }) => channelSchema.parse(value),
  );
  cache.set(kv, { versionstamp, channels });
  return channels;
}

/** The channel, or null. */
export async function findChannel(kv: Deno.Kv, id: string): Promise<Channel | null> {
  return (await listChannels(kv)).find((channel) => channel.id === id) ?? null;
}

/** The channel. Throws `NotFoundError`. */
export async function requireChannel(kv: Deno.Kv, id: string): Promise<Channel> {
  const channel = await findChannel(kv, id);
  if (channel === null) throw noChannel(id);
  return channel;
}

/** Reads the channel and makes the commit fail if it has changed by then. Throws `NotFoundError`. */
export async function requireChannelIn(change: Change, id: string): Promise<Channel> {
  const { value } = await change.get(channelKey(id));
  if (value === null) throw noChannel(id);
  return channelSchema.parse(value);
}

/** Whether it is switched off; the commit fails if it has changed by then. 1 check. */
export async function isSwitchedOffIn(change: Change, id: string): Promise<boolean> {
  const { value } = await change.get(channelKey(id));
  return value !== null && !channelSchema.parse(value).enabled;
}

/** Throws `InputError`: `channel_name_taken` on `name`, or `channels_full` on `form` beyond 100 channels. */
export async function stageCreateChannel(change: Change, channel: Channel): Promise<void> {
  const channels = await listChannelsIn(change);
  if (channels.length >= CHANNELS_MAX) {
    throw new InputError(`Cannot create channel ${channel.id}: there are ${CHANNELS_MAX} already`, {
      form: { code: "channels_full", params: { max: CHANNELS_MAX } },
    });
  }
  refuseTakenName(channels, channel);
  stageChannel(change, channel);
}

/**
 * A change of a channel that `requireChannelIn` has read. The caller has raised the revision.
 * Throws `InputError` `channel_name_taken` on `name`.
 */
export async function stageEditChannel(change: Change, channel: Channel): Promise<void> {
  refuseTakenName(await listChannelsIn(change), channel);
  stageChannel(change, channel);
  stageNoTrouble(change, channel.id);
}

/** The commit fails if any channel has changed by then. 1 check. */
async function listChannelsIn(change: Change): Promise<readonly Channel[]> {
  await change.get(channelHeadKey());
  return await listChannels(change.kv);
}

function stageChannel(change: Change, channel: Channel): void {
  change.set(channelKey(channel.id), channel);
  change.set(channelHeadKey(), null);
}

/** Agents choose channels by name, so no two look the same. */
function refuseTakenName(channels: readonly Channel[], { id, name }: Channel): void {
  const folded = foldTagName(name);
  const other = channels.find((one) => one.id !== id && foldTagName(one.name) === folded);
  if (other === undefined) return;
  throw new InputError(`Cannot save channel ${id}: channel ${other.id} has this name`, {
    name: { code: "channel_name_taken", params: { channelId: other.id } },
  });
}

function noChannel(id: string): NotFoundError {
  return new NotFoundError(`There is no channel ${id}`);
}
