// What the sandbox shows: its channels, the customers of one, and a thread as its customer sees it.
import type { Channel } from "@/lib/domain/channel.ts";
import { contactRow, displayName } from "@/lib/domain/contact.ts";
import type { Conversation, Message } from "@/lib/domain/conversation.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { listConversations, listMessages, requireConversation } from "@/lib/store/conversations.ts";

/** Conversations that are looked through for those of one channel: there is no index by channel. */
const LOOKED_THROUGH = 500;
const CUSTOMERS_SHOWN = 30;
const MESSAGES_SHOWN = 50;

export async function listSandboxes(kv: Deno.Kv): Promise<Channel[]> {
  return (await listChannels(kv)).filter(({ connector }) => connector.kind === "sandbox");
}

export interface SandboxCustomer {
  conversation: Conversation;
  /** The contact's, or one of its addresses; "" when it has neither. */
  name: string;
}

/** Those of the channel who were active last, of everyone's latest 1,000 conversations. */
export async function readCustomers(kv: Deno.Kv, channelId: string): Promise<SandboxCustomer[]> {
  const wish = { limit: LOOKED_THROUGH };
  const [open, closed] = await Promise.all([
    listConversations(kv, "open", wish),
    listConversations(kv, "closed", wish),
  ]);
  const own = [...open.items, ...closed.items]
    .filter((conversation) => conversation.channelId === channelId)
    .sort((a, b) => b.lastAtMs - a.lastAtMs)
    .slice(0, CUSTOMERS_SHOWN);
  return await Promise.all(own.map(async (conversation) => ({
    conversation,
    name: await nameIn(kv, conversation),
  })));
}

export interface CustomerThread extends SandboxCustomer {
  /** Oldest first. */
  messages: Message[];
  /** `before` of the page of earlier ones; null when there are none. */
  earlier: string | null;
}

/** Throws `NotFoundError` when the conversation is not one of the channel. */
export async function readCustomerThread(
  kv: Deno.Kv,
  { channelId, conversationId, before }: {
    channelId: string;
    conversationId: string;
    before: string | null;
  },
): Promise<CustomerThread> {
  const conversation = await requireConversation(kv, conversationId);
  if (conversation.channelId !== channelId) {
    throw new NotFoundError(`Conversation ${conversationId} is not one of channel ${channelId}`);
  }
  const [{ items, next }, name] = await Promise.all([
    listMessages(kv, conversationId, { limit: MESSAGES_SHOWN, before }),
    nameIn(kv, conversation),
  ]);
  return { conversation, name, messages: items.filter(hasArrived).toReversed(), earlier: next };
}

/** What is still on its way, or failed, the customer knows nothing of. */
function hasArrived({ direction, delivery }: Message): boolean {
  return direction === "in" || delivery?.state === "sent" || delivery?.state === "delivered";
}

async function nameIn(kv: Deno.Kv, { contactId }: Conversation): Promise<string> {
  const contact = await findContact(kv, contactId);
  return (contact && displayName(contactRow(contact))) ?? "";
}
