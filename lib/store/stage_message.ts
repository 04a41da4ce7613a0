// Staging a message with all that changes along with it: conversation, last activity and counts, event, outbox.
import type { Contact } from "@/lib/domain/contact.ts";
import {
  type Conversation,
  isSameSubject,
  type LastMessage,
  type Message,
  previewOf,
} from "@/lib/domain/conversation.ts";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import { type Change, StaleReadError } from "./change.ts";
import { type ReadContact, stageActiveContact, stageCreateContact } from "./contacts.ts";
import { stageConversation } from "./conversations.ts";
import { stageEvent } from "./events.ts";
import { messageKey, threadKey } from "./keys/conversations.ts";
import { stageQueued } from "./outbox.ts";

/** A message that is to be stored, and where. */
export interface NewMessage {
  message: Message;
  /** As `findThreadIn` has read it; null begins a conversation with the message's `conversationId`. */
  thread: Conversation | null;
  channelId: string;
  address: string;
  /** Of a new conversation. */
  subject: string | null;
  event: TimelineEvent;
}

/**
 * A message of a contact that `requireContactIn` has read: with its conversation, which it opens again, the contact's
 * last activity and counts, its event, and its place in the outbox if it goes out. Returns the conversation.
 */
export async function stageMessage(
  change: Change,
  read: ReadContact,
  added: NewMessage,
): Promise<Conversation> {
  const conversation = withMessage(read.before.id, added);
  // The contact was merged between the two reads.
  if (added.thread !== null && added.thread.contactId !== conversation.contactId) {
    throw new StaleReadError();
  }
  stageActiveContact(change, { ...read, after: withActivity(read.before, added) });
  stageEvent(change, added.event);
  await stageThread(change, added, conversation);
  return conversation;
}

/** The first message of a contact that does not exist yet: both are stored in one commit, with an event each. */
export async function stageFirstMessage(
  change: Change,
  { contact, created }: { contact: Contact; created: TimelineEvent },
  added: NewMessage,
): Promise<Conversation> {
  const conversation = withMessage(contact.id, added);
  await stageCreateContact(change, withActivity(contact, added), created);
  stageEvent(change, added.event);
  await stageThread(change, added, conversation);
  return conversation;
}

async function stageThread(
  change: Change,
  { message, thread, channelId, address }: NewMessage,
  conversation: Conversation,
): Promise<void> {
  if (thread === null) change.set(threadKey(channelId, address), conversation.id);
  stageConversation(change, thread, conversation);
  change.set(messageKey(conversation.id, message.id), message);
  if (message.delivery?.state === "queued") {
    await stageQueued(change, message, { channelId, nowMs: message.atMs });
  }
}

function withMessage(contactId: number, { message, thread, ...added }: NewMessage): Conversation {
  const isIn = message.direction === "in";
  // A late one does not move what is newest.
  const isNewest = thread === null || message.id > thread.last.id;
  return {
    id: message.conversationId,
    contactId,
    channelId: added.channelId,
    address: added.address,
    subject: subjectAfter(thread, { isIn, subject: added.subject }),
    status: "open",
    createdAtMs: thread?.createdAtMs ?? message.atMs,
    lastAtMs: Math.max(thread?.lastAtMs ?? 0, message.atMs),
    lastInboundAtMs: isIn
      ? Math.max(thread?.lastInboundAtMs ?? 0, message.atMs)
      : thread?.lastInboundAtMs ?? null,
    last: isNewest ? lastOf(message) : thread.last,
    messageCount: (thread?.messageCount ?? 0) + 1,
    ...(thread?.mergeIds ? { mergeIds: thread.mergeIds } : {}),
  };
}

/** When a customer writes of something new, answers go by that: mail programs show no mail with another subject's. */
function subjectAfter(
  thread: Conversation | null,
  { isIn, subject }: { isIn: boolean; subject: string | null },
): string | null {
  const before = thread?.subject ?? null;
  if (before === null || subject === null || !isIn) return before ?? subject;
  return isSameSubject(before, subject) ? before : subject;
}

function lastOf({ id, direction, kind, call, text }: Message): LastMessage {
  return {
    id,
    direction,
    kind,
    ...(call ? { outcome: call.outcome } : {}),
    preview: previewOf(text),
  };
}

/** Messages and calls move last activity (1.5); it is no edit, so the revision stays. */
function withActivity(contact: Contact, { message, thread, channelId }: NewMessage): Contact {
  const lastActivityAtMs = Math.max(contact.lastActivityAtMs ?? 0, message.atMs);
  if (thread !== null) return { ...contact, lastActivityAtMs };
  const { conversationCount = 0, channelIds = [] } = contact;
  return {
    ...contact,
    lastActivityAtMs,
    conversationCount: conversationCount + 1,
    channelIds: [...new Set([...channelIds, channelId])],
  };
}
