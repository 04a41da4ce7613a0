// Conversations for tests of what is written to customers.
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import type { Contact, ContactInput } from "@/lib/domain/contact.ts";
import type { Conversation, Message } from "@/lib/domain/conversation.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageCreateChannel } from "@/lib/store/channels.ts";
import { findContact, requireContactIn, stageEditContact } from "@/lib/store/contacts.ts";
import { listMessages } from "@/lib/store/conversations.ts";
import { listEvents } from "@/lib/store/events.ts";
import { AGENT, anEvent, anId, anInput } from "./cast.ts";
import { aChannel } from "./conversations.ts";
import { actingAs, NOON, type TestDeps, testDeps } from "./deps.ts";

/** With ids in the order in which they are made, as the running app's are. */
export function orderedDeps(kv: Deno.Kv): TestDeps {
  return { ...testDeps(kv), newId: anId };
}

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

/** Stores a channel of a type: delivered to the sandbox, and allowed to write first. */
export async function storeChannel(
  kv: Deno.Kv,
  type: Channel["type"],
  changes: Partial<Channel> = {},
): Promise<Channel> {
  const channel = aChannel({ type, name: `${type} ${anId()}`, canWriteFirst: true, ...changes });
  await saveChange(kv, (change) => stageCreateChannel(change, channel));
  return channel;
}

/** Stores Olena, who is known in the channel as `u-1`. */
export async function storeKnown(
  deps: TestDeps,
  channelId: string,
  input: Partial<ContactInput> = {},
): Promise<Contact> {
  const { id } = await createContact(actingAs(deps, AGENT), anInput(input));
  return await saveChange(deps.kv, async (change) => {
    const read = await requireContactIn(change, id);
    const identities = [{ channelId, externalId: "u-1", label: "@olena" }];
    const after = { ...read.before, identities };
    await stageEditContact(change, { ...read, after }, anEvent(id));
    return after;
  });
}

/** All that was said, oldest first. */
export async function messagesOf(kv: Deno.Kv, conversationId: string): Promise<Message[]> {
  return (await listMessages(kv, conversationId, { limit: 100 })).items.toReversed();
}

/** What the timeline tells of a contact, oldest first: the kinds of its events. */
export async function eventKinds(kv: Deno.Kv, contactId: number): Promise<string[]> {
  const { events } = await listEvents(kv, contactId, { limit: 100 });
  return events.map(({ kind }) => kind).toReversed();
}

/** The conversations and the last activity that a contact's record tells of. */
export async function activityOf(kv: Deno.Kv, contactId: number) {
  const contact = await findContact(kv, contactId);
  return [
    contact?.conversationCount ?? 0,
    contact?.channelIds ?? [],
    contact?.lastActivityAtMs ?? null,
  ];
}
