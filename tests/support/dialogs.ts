// Conversations for tests of what is written to customers.
import type { Conversation } from "@/lib/domain/conversation.ts";
import { anId } from "./cast.ts";
import { NOON } from "./deps.ts";

/** An open one in which the customer wrote a moment ago. */
export function aConversation(changes: Partial<Conversation> = {}): Conversation {
  return {
    id: anId(),
    contactId: 1,
    channelId: anId(),
    address: "u-1",
    subject: null,
    status: "open",
    createdAtMs: NOON,
    lastAtMs: NOON,
    lastInboundAtMs: NOON,
    last: { id: anId(), direction: "in", kind: "text", preview: "Добрий день!" },
    messageCount: 1,
    ...changes,
  };
}
