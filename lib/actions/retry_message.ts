// Sending again what could not be delivered (10.3).
import type { Message } from "@/lib/domain/conversation.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireConversationIn, requireMessageIn } from "@/lib/store/conversations.ts";
import { stageRetry } from "@/lib/store/outbox.ts";
import type { Acting } from "./deps.ts";

/**
 * Has a message tried again at once, with all its tries. It has an event already: what becomes of it stands on the
 * message. Throws `ForbiddenError`, `NotFoundError`, `ConflictError` when it has gone meanwhile.
 */
export async function retryMessage(
  acting: Acting,
  conversationId: string,
  messageId: string,
): Promise<Message> {
  const { deps, principal } = acting;
  requireAllowed(principal, "conversation.write");
  const message = await saveChange(deps.kv, async (change) => {
    const [{ channelId }, before] = await Promise.all([
      requireConversationIn(change, conversationId),
      requireMessageIn(change, conversationId, messageId),
    ]);
    return await stageRetry(change, before, { channelId, nowMs: deps.now() });
  });
  deps.deliverSoon();
  return message;
}
