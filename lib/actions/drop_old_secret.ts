// The end of a channel's old secret: the other side has changed over, or the old one has leaked (10.1).
import type { Channel } from "@/lib/domain/channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireChannelIn, stageEditChannel } from "@/lib/store/channels.ts";
import { stageChannelEvent } from "./channel_event.ts";
import type { Acting } from "./deps.ts";

/**
 * The channel without this secret; what it signs is refused from now on. The one in use stays, and an id that is gone
 * changes nothing: a page that was opened before a rotation would else end a secret that is still needed.
 * Throws `ForbiddenError`, `NotFoundError`, `ConflictError`.
 */
export async function dropOldSecret(
  acting: Acting,
  id: string,
  secretId: string,
): Promise<Channel> {
  const { deps, principal } = acting;
  requireAllowed(principal, "channel.manage");
  return await saveChange(deps.kv, async (change) => {
    const before = await requireChannelIn(change, id);
    const secrets = before.secrets.filter((secret, at) => at === 0 || secret.id !== secretId);
    if (secrets.length === before.secrets.length) return before;
    const after: Channel = { ...before, secrets, revision: before.revision + 1 };
    await stageEditChannel(change, after);
    stageChannelEvent(change, acting, before, after);
    return after;
  });
}
