// A conversation that has begun, and what its page shows of it.
import type { Message } from "@/lib/domain/conversation.ts";
import type { TestApp } from "./app.ts";
import { anId } from "./cast.ts";
import { aMessage, storeMessage } from "./conversations.ts";
import { actingAs } from "./deps.ts";
import { storeChannel, storeKnown } from "./dialogs.ts";

/** Olena wrote in Telegram; what she wrote can be changed. */
export async function begunIn(app: TestApp, message: Partial<Message> = {}) {
  const { deps, users } = app;
  const channel = await storeChannel(deps.kv, "telegram", { name: "Telegram" });
  const contact = await storeKnown(deps, channel.id);
  const where = { contactId: contact.id, channelId: channel.id, address: "u-1" };
  const { conversation } = await storeMessage(deps.kv, where, aMessage(message));
  return {
    channel,
    contact,
    where,
    conversation,
    path: `/conversations/${conversation.id}`,
    agent: actingAs({ ...deps, newId: anId }, users.agent),
  };
}

/** The texts of messages, in the order of the page. */
export function messagesIn(html: string): string[] {
  return [...html.matchAll(/class="message-text"[^>]*>(.*?)<\/p>/gs)].map(([, text]) => text ?? "");
}
