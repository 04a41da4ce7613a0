// The end of a channel's old secret: the other side has changed over, or the old one has leaked (10.1).
import type { Channel } from "@/lib/domain/channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireChannelIn, stageEditChannel } from "@/lib/store/channels.ts";
import { stageChannelEvent } from "./channel_event.ts";
import type { Acting } from "./deps.ts";

/**
 * The channel with the secret in use alone; what the old one signs is refused from now on.
 * Throws `ForbiddenError`, `NotFoundError`, `ConflictError`.
 */
export async function dropOldSecret(acting: Acting, id: string): Promise<Channel> {
  const { deps, principal } = acting;
  requireAllowed(principal, "channel.manage");
  return await saveChange(deps.kv, async (change) => {
    const before = await requireChannelIn(change, id);
    if (before.secrets.length < 2) return before;
    const after: Channel = {
      ...before,
      secrets: before.secrets.slice(0, 1),
      revision: before.revision + 1,
    };
    await stageEditChannel(change, after);
    stageChannelEvent(change, acting, before, after);
    return after;
  });
}
