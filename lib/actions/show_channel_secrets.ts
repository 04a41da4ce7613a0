// Showing a channel's secrets again, to admins, with an event that says so.
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireChannelIn } from "@/lib/store/channels.ts";
import { stageSecretsShown } from "./channel_event.ts";
import { openChannelSecrets } from "./channel_secret.ts";
import type { Acting } from "./deps.ts";

/** As the other side needs them, the one in use first. Throws `ForbiddenError`, `NotFoundError`, `ConfigError` when the installation's key is another one. */
export async function showChannelSecrets(acting: Acting, id: string): Promise<string[]> {
  const { deps, principal } = acting;
  requireAllowed(principal, "channel.manage");
  const channel = await saveChange(deps.kv, async (change) => {
    const read = await requireChannelIn(change, id);
    stageSecretsShown(change, acting, read);
    return read;
  });
  return await openChannelSecrets(deps, channel);
}
