// Channels, conversations and messages for tests, as the store keeps them.
import type { Channel } from "@/lib/domain/channel.ts";
import type { Message } from "@/lib/domain/conversation.ts";
import type { MessageEvent } from "@/lib/domain/event.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContactIn } from "@/lib/store/contacts.ts";
import { findThreadIn } from "@/lib/store/conversations.ts";
import { stageMessage } from "@/lib/store/stage_message.ts";
import { anId } from "./cast.ts";
import { NOON } from "./deps.ts";

/** A website chat that is delivered to the sandbox. */
export function aChannel(changes: Partial<Channel> = {}): Channel {
  return {
    id: anId(),
    name: "Site",
    type: "website",
    conversationType: "chat",
    canWriteFirst: false,
    connector: { kind: "sandbox" },
    secrets: [],
    enabled: true,
    createdAtMs: NOON,
    revision: 1,
    ...changes,
  };
}

/** What a customer wrote. */
export function aMessage(changes: Partial<Message> = {}): Message {
  return {
    id: anId(),
    conversationId: anId(),
    direction: "in",
    kind: "text",
    authorUserId: null,
    text: "Добрий день!",
    isCut: false,
    attachments: [],
    call: null,
    template: null,
    externalId: null,
    atMs: NOON,
    delivery: null,
    ...changes,
  };
}

/** What an agent wrote and nobody has delivered yet. */
export function aReply(changes: Partial<Message> = {}): Message {
  const delivery = { state: "queued", tries: 0, atMs: NOON, nextTryAtMs: NOON, problem: null };
  return aMessage({
    direction: "out",
    text: "Вітаємо!",
    delivery: { ...delivery, state: "queued" },
    ...changes,
  });
}

export interface StoredWhere {
  contactId: number;
  channelId?: string;
  address?: string;
}

/** Stores a message in the contact's thread with the address, which it begins if there is none. */
export async function storeMessage(
  kv: Deno.Kv,
  { contactId, channelId = "01CHANNEL", address = "visitor-1" }: StoredWhere,
  message: Message = aMessage(),
) {
  return await saveChange(kv, async (change) => {
    const [read, thread] = await Promise.all([
      requireContactIn(change, contactId),
      findThreadIn(change, { channelId, address, contactId }),
    ]);
    const stored = { ...message, conversationId: thread?.id ?? message.conversationId };
    const event = messageEvent(contactId, channelId, stored);
    const added = { message: stored, thread, channelId, address, subject: null, event };
    const conversation = await stageMessage(change, read, added);
    return { conversation, message: stored };
  });
}

function messageEvent(contactId: number, channelId: string, message: Message): MessageEvent {
  return {
    id: anId(),
    contactId,
    atMs: message.atMs,
    actor: { kind: "channel", channelId },
    kind: "message",
    conversationId: message.conversationId,
    messageId: message.id,
    channelId,
    direction: message.direction,
    messageKind: message.kind,
    preview: message.text,
  };
}
