// What all that goes out to customers shares: the channel's word on it, the message with its event, and the once key.
import type { Channel } from "@/lib/domain/channel.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import {
  type Conversation,
  type Delivery,
  type Message,
  previewOf,
} from "@/lib/domain/conversation.ts";
import type { MessageEvent } from "@/lib/domain/event.ts";
import {
  type MessageContent,
  type MessageInput,
  parseMessageInput,
} from "@/lib/domain/message_input.ts";
import { writeFirst, type WriteWay } from "@/lib/domain/write_first.ts";
import { InputError } from "@/lib/errors.ts";
import type { Change } from "@/lib/store/change.ts";
import type { NewMessage } from "@/lib/store/stage_message.ts";
import { stageOnce } from "@/lib/store/once.ts";
import type { Acting } from "./deps.ts";

export interface SendOptions {
  /** The form's token: a form sent twice sends one message. */
  onceKey?: string;
}

/** What was sent, or what the same form had sent before. */
export interface Sent {
  contactId: number;
  conversationId: string;
  messageId: string;
}

/** The ids of what is about to be sent: the time of all of it is one. */
export function newSent(
  { deps }: Acting,
  { contactId, thread }: { contactId: number; thread: Conversation | null },
): Sent {
  return {
    contactId,
    conversationId: thread?.id ?? deps.newId(),
    messageId: deps.newId(),
  };
}

/**
 * What this form has sent before; null when it has not, and then this commit remembers it. Other words are another
 * form: of a page that the browser had kept, they would be lost without anybody noticing.
 */
export async function stageSentOnce(
  change: Change,
  { deps, principal }: Acting,
  { sent, input, onceKey }: { sent: Sent; input: MessageInput; onceKey: string | undefined },
): Promise<Sent | null> {
  if (onceKey === undefined) return null;
  const content = JSON.stringify(input);
  const use = { userId: principal.id, token: onceKey, nowMs: deps.now(), content };
  const { contactId, conversationId, messageId } = sent;
  const earlier = await stageOnce(change, use, `${contactId} ${conversationId} ${messageId}`);
  if (earlier === null) return null;
  const [id = "", conversation = "", message = ""] = earlier.split(" ");
  return { contactId: Number(id), conversationId: conversation, messageId: message };
}

/** At which address, the first one unless it is named. Throws `InputError` on `via` when there is none (11.1). */
export function requireWay(
  channel: Channel,
  contact: Pick<Contact, "emails" | "phones" | "identities">,
  { address, thread, nowMs }: { address: string; thread: Conversation | null; nowMs: number },
): WriteWay {
  const threads = thread === null ? [] : [thread];
  const answer = writeFirst(channel, contact, { threads, nowMs });
  const way = answer.usable ? answer.ways.find((way) => way.address === address) : undefined;
  if (way) return way;
  throw new InputError(`Cannot write in channel ${channel.id}`, {
    via: { code: answer.usable ? "way_gone" : answer.problem },
  });
}

export interface Outbound {
  channel: Channel;
  way: WriteWay;
  input: MessageInput;
  sent: Sent;
}

/** The message by the rules of its channel, ready to be staged. Throws `InputError` as `parseMessageInput` does. */
export function outboundMessage(
  acting: Acting,
  { channel, way, input, sent }: Outbound,
): NewMessage {
  const content = parseMessageInput(input, { form: way.form, isFirst: way.thread === null });
  const message = newMessage(acting, { channel, content, sent });
  return {
    message,
    thread: way.thread,
    channelId: channel.id,
    address: way.address,
    subject: content.subject,
    event: messageEvent(acting, { sent, channel, message }),
  };
}

function newMessage(
  { deps, principal }: Acting,
  { channel, content, sent }: { channel: Channel; content: MessageContent; sent: Sent },
): Message {
  const { kind, text, template } = content;
  const atMs = deps.now();
  return {
    id: sent.messageId,
    conversationId: sent.conversationId,
    direction: "out",
    kind,
    authorUserId: principal.id,
    text,
    isCut: false,
    attachments: [],
    call: kind === "call" ? { outcome: "started", durationSeconds: null } : null,
    template,
    externalId: null,
    atMs,
    delivery: isDelivered(channel, kind) ? queued(atMs) : null,
  };
}

/** A call is dialled by the agent, unless the other end of a webhook is to do it. */
function isDelivered({ connector }: Channel, kind: MessageContent["kind"]): boolean {
  return kind === "text" || connector.kind === "webhook";
}

function queued(atMs: number): Delivery {
  return { state: "queued", tries: 0, atMs, nextTryAtMs: atMs, problem: null };
}

function messageEvent(
  { deps, actor }: Acting,
  { sent, channel, message }: { sent: Sent; channel: Channel; message: Message },
): MessageEvent {
  return {
    id: deps.newId(),
    contactId: sent.contactId,
    atMs: message.atMs,
    actor,
    kind: "message",
    conversationId: message.conversationId,
    messageId: message.id,
    channelId: channel.id,
    direction: "out",
    messageKind: message.kind,
    ...(message.call ? { outcome: message.call.outcome } : {}),
    preview: previewOf(message.text),
  };
}
