// Closing a conversation and opening it again (10.4).
import type { Conversation, ConversationStatus } from "@/lib/domain/conversation.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { InputError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireConversationIn, stageConversationStatus } from "@/lib/store/conversations.ts";
import type { Acting } from "./deps.ts";

export interface StatusWish {
  status: ConversationStatus;
  /** The newest message that the agent has seen: one that came since must not be closed away unread. */
  seenMessageId?: string;
}

/**
 * The conversation as it is then; one that has the status already is left as it is. Throws `ForbiddenError`,
 * `NotFoundError`, `ConflictError`, `InputError` on `form` (`conversation_moved`).
 */
export async function setConversationStatus(
  acting: Acting,
  id: string,
  { status, seenMessageId }: StatusWish,
): Promise<Conversation> {
  const { deps, principal, actor } = acting;
  requireAllowed(principal, "conversation.write");
  return await saveChange(deps.kv, async (change) => {
    const before = await requireConversationIn(change, id);
    if (before.status === status) return before;
    if (status === "closed") requireSeen(before, seenMessageId);
    return stageConversationStatus(change, before, {
      id: deps.newId(),
      contactId: before.contactId,
      atMs: deps.now(),
      actor,
      kind: status === "closed" ? "conversation_closed" : "conversation_opened",
      conversationId: id,
      channelId: before.channelId,
    });
  });
}

function requireSeen({ id, last }: Conversation, seenMessageId: string | undefined): void {
  if (seenMessageId === undefined || last.direction === "out" || last.id === seenMessageId) return;
  throw new InputError(`Cannot close conversation ${id}: message ${last.id} came meanwhile`, {
    form: { code: "conversation_moved" },
  });
}
