// Creating a channel, with the first secret of its own (10.1).
import type { Channel, ChannelType } from "@/lib/domain/channel.ts";
import { parseChannelInput, type TypedChannel } from "@/lib/domain/channel_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageCreateChannel } from "@/lib/store/channels.ts";
import { sealedConnector } from "./channel_connector.ts";
import { stageChannelEvent } from "./channel_event.ts";
import { newChannelSecret } from "./channel_secret.ts";
import type { Acting } from "./deps.ts";

/**
 * The new channel, switched on.
 * Throws `ForbiddenError`, `InputError` (also `channel_name_taken`, `channels_full`), `ConfigError` when the
 * installation has no key to seal secrets with, `ConflictError`.
 */
export async function createChannel(
  acting: Acting,
  type: ChannelType,
  typed: TypedChannel,
): Promise<Channel> {
  const { deps, principal } = acting;
  requireAllowed(principal, "channel.manage");
  const input = parseChannelInput(type, typed, null);
  const secret = await newChannelSecret(deps);
  const channel: Channel = {
    ...input,
    id: deps.newId(),
    type,
    connector: await sealedConnector(deps, input.connector, null),
    secrets: [secret],
    enabled: true,
    createdAtMs: deps.now(),
    revision: 1,
  };
  await saveChange(deps.kv, async (change) => {
    await stageCreateChannel(change, channel);
    stageChannelEvent(change, acting, null, channel);
  });
  return channel;
}
