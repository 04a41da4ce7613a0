// Keys of channels, conversations, messages and the outbox.
import { SCHEMA_VERSION as V } from "./schema.ts";

export function channelKey(id: string): Deno.KvKey {
  return [V, "channel", id];
}

/** Set by every change of a channel: its versionstamp says whether a cached list is still right. */
export function channelHeadKey(): Deno.KvKey {
  return [V, "channel_head"];
}

/** What came in, went out, or was refused, for the admins who look after a channel. */
export function channelLogKey(channelId: string, entryId: string): Deno.KvKey {
  return [V, "channel_log", channelId, entryId];
}

/** The latest thing that went well in one direction: the log itself is forgotten after a week. */
export function channelSeenKey(channelId: string, direction: string): Deno.KvKey {
  return [V, "channel_seen", channelId, direction];
}

/** That a channel's messages do not get delivered: absent when they do. */
export function channelTroubleKey(channelId: string): Deno.KvKey {
  return [V, "channel_trouble", channelId];
}

/** An inbound event that was taken: the same one again gets the first answer. */
export function inboundKey(channelId: string, eventId: string): Deno.KvKey {
  return [V, "in", channelId, eventId];
}

export function conversationKey(id: string): Deno.KvKey {
  return [V, "conv", id];
}

/** The latest conversation with an address in a channel. */
export function threadKey(channelId: string, address: string): Deno.KvKey {
  return [V, "ct", channelId, address];
}

/** A contact's conversations by their newest message. */
export function contactConversationKey(contactId: number, lastAtMs: number, id: string) {
  return [V, "cc", contactId, lastAtMs, id] satisfies Deno.KvKey;
}

/** All conversations of a status by their newest message. */
export function conversationRowKey(status: string, lastAtMs: number, id: string) {
  return [V, "cs", status, lastAtMs, id] satisfies Deno.KvKey;
}

export function messageKey(conversationId: string, messageId: string): Deno.KvKey {
  return [V, "msg", conversationId, messageId];
}

/** A message that waits to be delivered, in the order of its conversation. */
export function outboxKey(conversationId: string, messageId: string): Deno.KvKey {
  return [V, "outbox", conversationId, messageId];
}

/** Whose turn it is in a conversation's outbox, and when; absent when nothing waits there. */
export function outboxLineKey(conversationId: string): Deno.KvKey {
  return [V, "outbox_line", conversationId];
}

/** The lines of a channel by the time at which something can be done: a channel that is slow or off is in nobody's way. */
export function outboxDueKey(channelId: string, dueAtMs: number, id: string): Deno.KvKey {
  return [V, "outbox_due", channelId, dueAtMs, id];
}
