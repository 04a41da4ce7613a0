// The outbox in tests: messages that wait, connectors that answer as they are told, and whether all its keys agree.
import type { Channel } from "@/lib/domain/channel.ts";
import {
  type Conversation,
  type Delivery,
  type Message,
  messageSchema,
} from "@/lib/domain/conversation.ts";
import {
  type Connector,
  type Connectors,
  type Delivered,
  DeliveryError,
  type Order,
} from "@/lib/channels/connectors/connector.ts";
import { openOutbox, type Outbox, type OutboxOptions } from "@/lib/channels/outbox/drain.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageCreateChannel } from "@/lib/store/channels.ts";
import {
  conversationKey,
  messageKey,
  outboxDueKey,
  outboxLineKey,
} from "@/lib/store/keys/conversations.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { outboxLineSchema, stageQueued } from "@/lib/store/outbox.ts";
import { anId } from "./cast.ts";
import { aChannel, aReply } from "./conversations.ts";

/** Stores a channel, delivered by webhook unless told. */
export async function withChannel(kv: Deno.Kv, changes: Partial<Channel> = {}): Promise<Channel> {
  const connector = { kind: "webhook" as const, url: "https://example.org/in" };
  const id = anId();
  const channel = aChannel({ id, name: `Channel ${id}`, connector, ...changes });
  await saveChange(kv, (change) => stageCreateChannel(change, channel));
  return channel;
}

/** A conversation in the channel, as the store keeps it. */
export function aConversation(channel: Pick<Channel, "id">, id: string): Conversation {
  return {
    id,
    contactId: 1,
    channelId: channel.id,
    address: `visitor-${id}`,
    subject: null,
    status: "open",
    createdAtMs: 0,
    lastAtMs: 0,
    lastInboundAtMs: null,
    last: { id, direction: "in", kind: "text", preview: "" },
    messageCount: 1,
  };
}

/** Stores a reply that waits, in a conversation of the channel that is made if there is none. No contact is behind it. */
export async function queueReply(
  kv: Deno.Kv,
  channel: Pick<Channel, "id">,
  changes: Partial<Message> & { conversationId: string },
): Promise<Message> {
  const message = aReply(changes);
  await saveChange(kv, async (change) => {
    const { conversationId, atMs: nowMs } = message;
    change.set(conversationKey(conversationId), aConversation(channel, conversationId));
    change.set(messageKey(conversationId, message.id), message);
    await stageQueued(change, message, { channelId: channel.id, nowMs });
  });
  return message;
}

/** What became of a message. */
export async function deliveryOf(
  kv: Deno.Kv,
  { conversationId, id }: Pick<Message, "conversationId" | "id">,
): Promise<Delivery | null> {
  return messageSchema.parse((await kv.get(messageKey(conversationId, id))).value).delivery;
}

export interface RecordingConnector extends Connector {
  /** Every order, in the order in which they came. */
  orders: Order[];
}

/** Answers as it is told by the order and how often that message has come before; takes it when told nothing. */
export function connectorOf(
  answer: (order: Order, before: number) => Delivered | Promise<Delivered> | void = () => {},
): RecordingConnector {
  const orders: Order[] = [];
  return {
    orders,
    async deliver(order) {
      const before = orders.filter(({ message }) => message.id === order.message.id).length;
      orders.push(order);
      return await answer(order, before) ?? { state: "sent", externalId: null, status: 200 };
    },
  };
}

/** The same connector for all kinds. */
export function allBy(connector: Connector): Connectors {
  return { sandbox: connector, webhook: connector, telegram: connector, email: connector };
}

/** An outbox with one connector for all channels, which waits for nothing; a fault of ours fails the test. */
export function outboxOf(connector: Connector, options: Partial<OutboxOptions> = {}): Outbox {
  const onFailure = (error: unknown) => {
    throw error;
  };
  return openOutbox({ connectors: allBy(connector), onFailure, waitMsMax: 0, ...options });
}

/** The other side has a fault of its own, for now. */
export function passing(retryAfterMs = 0): DeliveryError {
  return new DeliveryError("receiver_error", { isFinal: false, status: 500, retryAfterMs });
}

/** The messages of a connector's orders. */
export function idsOf({ orders }: RecordingConnector): string[] {
  return orders.map(({ message }) => message.id);
}

/** What is not as it must be: lines without a place in the order of time or without messages, and the other way round. */
export async function outboxProblems(kv: Deno.Kv): Promise<string[]> {
  return await Array.fromAsync(findProblems(kv));
}

async function* findProblems(kv: Deno.Kv): AsyncGenerator<string> {
  for await (const { key, value } of kv.list({ prefix: rangePrefix("outbox_line") })) {
    const id = String(key[2]);
    const line = outboxLineSchema.parse(value);
    const due = await kv.get(outboxDueKey(line.channelId, line.dueAtMs, id));
    if (due.versionstamp === null) yield `Line ${id} has no place in the order of time`;
    if (!(await hasPlace(kv, id))) yield `Line ${id} has no message`;
  }
  for await (const { key } of kv.list({ prefix: rangePrefix("outbox_due") })) {
    const line = outboxLineSchema.safeParse((await kv.get(outboxLineKey(String(key[4])))).value);
    const isRight = line.data?.channelId === key[2] && line.data?.dueAtMs === key[3];
    if (!isRight) yield `Turn of ${String(key[4])} at ${String(key[3])} has no line`;
  }
  for await (const { key } of kv.list({ prefix: rangePrefix("outbox") })) {
    const [conversationId, messageId] = [String(key[2]), String(key[3])];
    const [line, message] = await kv.getMany([
      outboxLineKey(conversationId),
      messageKey(conversationId, messageId),
    ]);
    if (line.value === null) yield `Message ${messageId} waits in no line`;
    const state = messageSchema.safeParse(message.value).data?.delivery?.state;
    if (state !== "queued") yield `Message ${messageId} waits, but is ${state ?? "gone"}`;
  }
}

async function hasPlace(kv: Deno.Kv, conversationId: string): Promise<boolean> {
  const places = kv.list({ prefix: rangePrefix("outbox", conversationId) }, { limit: 1 });
  for await (const _ of places) return true;
  return false;
}
