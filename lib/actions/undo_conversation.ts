// Undoing that a conversation was closed, or opened (10.4, 13.2).
import type { ConversationEvent } from "@/lib/domain/event.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireConversationIn, stageConversationStatus } from "@/lib/store/conversations.ts";
import { stageUndoing } from "@/lib/store/events.ts";
import type { Acting } from "./deps.ts";
import type { Undone } from "./undo_event.ts";
import { undoRefused } from "./undo_refusal.ts";

/** Throws `ForbiddenError`, `NotFoundError`, `ConflictError`, `InputError` `undo_gone` when it is so no more. */
export async function undoConversation(
  { deps, principal, actor }: Acting,
  event: ConversationEvent,
): Promise<Undone> {
  requireAllowed(principal, "conversation.write");
  return await saveChange(deps.kv, async (change) => {
    const conversation = await requireConversationIn(change, event.conversationId);
    const wasClosed = event.kind === "conversation_closed";
    const isAsLeft = (conversation.status === "closed") === wasClosed;
    if (!isAsLeft) throw undoRefused(event.id, "undo_gone");
    await stageUndoing(change, event.contactId, event.id);
    const eventId = deps.newId();
    const { contactId, channelId } = conversation;
    await stageConversationStatus(change, conversation, {
      id: eventId,
      contactId,
      atMs: deps.now(),
      actor,
      kind: wasClosed ? "conversation_opened" : "conversation_closed",
      conversationId: conversation.id,
      channelId,
      undoes: event.id,
    });
    return { state: "done", contactId, eventId };
  });
}
