// Changing a channel's name, settings and connector; its type stays (10.1).
import type { Channel } from "@/lib/domain/channel.ts";
import { parseChannelInput, type TypedChannel } from "@/lib/domain/channel_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireChannelIn, stageEditChannel } from "@/lib/store/channels.ts";
import { sealedConnector } from "./channel_connector.ts";
import { stageChannelEvent } from "./channel_event.ts";
import { refuseOldRevision } from "./channel_revision.ts";
import type { Acting } from "./deps.ts";

/**
 * Secret fields that are empty keep what is stored. What waits for delivery goes by the new connector.
 * Throws `ForbiddenError`, `NotFoundError`, `InputError`, `ConfigError`, `ConflictError` when it is not at `revision`.
 */
export async function editChannel(
  acting: Acting,
  id: string,
  revision: number,
  typed: TypedChannel,
): Promise<Channel> {
  const { deps, principal } = acting;
  requireAllowed(principal, "channel.manage");
  return await saveChange(deps.kv, async (change) => {
    const before = await requireChannelIn(change, id);
    const input = parseChannelInput(before.type, typed, before.connector);
    refuseOldRevision(before, revision);
    const after: Channel = {
      ...before,
      ...input,
      connector: await sealedConnector(deps, input.connector, before.connector),
      revision: before.revision + 1,
    };
    await stageEditChannel(change, after);
    stageChannelEvent(change, acting, before, after);
    return after;
  });
}
