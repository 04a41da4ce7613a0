// Answering in a conversation (10.4).
import type { Channel } from "@/lib/domain/channel.ts";
import type { Conversation } from "@/lib/domain/conversation.ts";
import type { MessageInput } from "@/lib/domain/message_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { writeForm, type WriteWay } from "@/lib/domain/write_first.ts";
import { InputError } from "@/lib/errors.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { requireChannelIn } from "@/lib/store/channels.ts";
import { requireContactIn } from "@/lib/store/contacts.ts";
import { requireConversationIn } from "@/lib/store/conversations.ts";
import { stageMessage } from "@/lib/store/stage_message.ts";
import type { Acting } from "./deps.ts";
import {
  newSent,
  outboundMessage,
  type SendOptions,
  type Sent,
  stageSentOnce,
} from "./outbound.ts";

/**
 * Stores a message, or in a channel of calls the record of one, for the outbox to deliver; the conversation is open
 * then. Throws `ForbiddenError`, `NotFoundError`, `ConflictError`, and `InputError` on the fields of
 * `parseMessageInput`, or on `form` (`channel_off`).
 */
export async function sendMessage(
  acting: Acting,
  conversationId: string,
  input: MessageInput,
  options: SendOptions = {},
): Promise<Sent> {
  requireAllowed(acting.principal, "conversation.write");
  const { deps } = acting;
  const sent = await saveChange(deps.kv, async (change) => {
    const thread = await requireConversationIn(change, conversationId);
    const ids = newSent(acting, { contactId: thread.contactId, thread });
    const { onceKey } = options;
    const earlier = await stageSentOnce(change, acting, { sent: ids, input, onceKey });
    if (earlier !== null) return earlier;
    await stageAnswer(change, acting, { thread, input, sent: ids });
    return ids;
  });
  deps.deliverSoon();
  return sent;
}

async function stageAnswer(
  change: Change,
  acting: Acting,
  { thread, input, sent }: { thread: Conversation; input: MessageInput; sent: Sent },
): Promise<void> {
  const [channel, read] = await Promise.all([
    requireChannelIn(change, thread.channelId),
    requireContactIn(change, thread.contactId),
  ]);
  const way = wayOn(channel, { thread, input, nowMs: acting.deps.now() });
  await stageMessage(change, read, outboundMessage(acting, { channel, way, input, sent }));
}

/** A conversation goes on with the address it is with, also when the contact's handles have changed since. */
function wayOn(
  channel: Channel,
  { thread, input, nowMs }: { thread: Conversation; input: MessageInput; nowMs: number },
): WriteWay {
  if (!channel.enabled) {
    throw new InputError(`Cannot write in conversation ${thread.id}: its channel is off`, {
      form: { code: "channel_off" },
    });
  }
  const { address } = thread;
  const form = writeForm(channel.type, thread, nowMs);
  // An approved template may be sent at any time where there are templates.
  const isTemplate = channel.type === "whatsapp" && input.template !== undefined;
  return { address, thread, form: isTemplate ? "template" : form };
}
