// Showing a channel's secrets again, to admins, with an event that says so.
import type { Channel } from "@/lib/domain/channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireChannelIn } from "@/lib/store/channels.ts";
import { stageSecretsShown } from "./channel_event.ts";
import { openChannelSecrets } from "./channel_secret.ts";
import type { Acting } from "./deps.ts";

export interface ShownSecrets {
  channel: Channel;
  /** As the other side needs them, the one in use first. */
  secrets: string[];
}

/** Throws `ForbiddenError`, `NotFoundError`, `ConfigError` when the installation's key is another one. */
export async function showChannelSecrets(acting: Acting, id: string): Promise<ShownSecrets> {
  const { deps, principal } = acting;
  requireAllowed(principal, "channel.manage");
  const channel = await saveChange(deps.kv, async (change) => {
    const read = await requireChannelIn(change, id);
    stageSecretsShown(change, acting, read);
    return read;
  });
  return { channel, secrets: await openChannelSecrets(deps, channel) };
}
