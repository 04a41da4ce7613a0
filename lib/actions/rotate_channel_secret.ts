// A new secret beside the one in use, and the end of the old one (10.1).
import { type Channel, SECRETS_MAX } from "@/lib/domain/channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireChannelIn, stageEditChannel } from "@/lib/store/channels.ts";
import { stageChannelEvent } from "./channel_event.ts";
import { refuseOldRevision } from "./channel_revision.ts";
import { newChannelSecret } from "./channel_secret.ts";
import type { Acting } from "./deps.ts";

/**
 * The new secret signs from now on, the one before it still does too and is accepted, older ones are not.
 * Throws `ForbiddenError`, `NotFoundError`, `ConfigError`, `ConflictError` when it is not at `revision`: a form that
 * arrives twice would else drop the secret that is in use.
 */
export async function rotateChannelSecret(
  acting: Acting,
  id: string,
  revision: number,
): Promise<Channel> {
  const { deps, principal } = acting;
  requireAllowed(principal, "channel.manage");
  const secret = await newChannelSecret(deps);
  return await saveChange(deps.kv, async (change) => {
    const before = await requireChannelIn(change, id);
    refuseOldRevision(before, revision);
    const secrets = [secret, ...before.secrets].slice(0, SECRETS_MAX);
    const after: Channel = { ...before, secrets, revision: before.revision + 1 };
    await stageEditChannel(change, after);
    stageChannelEvent(change, acting, before, after);
    return after;
  });
}
