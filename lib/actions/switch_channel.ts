// Switching a channel off and on. Channels are not removed: their conversations keep them.
import type { Channel } from "@/lib/domain/channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireChannelIn, stageEditChannel } from "@/lib/store/channels.ts";
import { stageChannelEvent } from "./channel_event.ts";
import type { Acting } from "./deps.ts";

/**
 * The channel; one that is so already is left as it is. Switched on, it delivers what has waited.
 * Throws `ForbiddenError`, `NotFoundError`, `ConflictError`.
 */
export async function switchChannel(
  acting: Acting,
  id: string,
  to: "on" | "off",
): Promise<Channel> {
  const { deps, principal } = acting;
  requireAllowed(principal, "channel.manage");
  const enabled = to === "on";
  const channel = await saveChange(deps.kv, async (change) => {
    const before = await requireChannelIn(change, id);
    if (before.enabled === enabled) return before;
    const after: Channel = { ...before, enabled, revision: before.revision + 1 };
    await stageEditChannel(change, after);
    stageChannelEvent(change, acting, before, after);
    return after;
  });
  if (enabled) deps.deliverSoon();
  return channel;
}
