// Reads what the pages of conversations show: the list of all, and one with its newest messages.
import type { Channel } from "@/lib/domain/channel.ts";
import { type Contact, contactRow, displayName } from "@/lib/domain/contact.ts";
import type { Conversation, ConversationStatus, Message } from "@/lib/domain/conversation.ts";
import { type WriteForm, writeForm } from "@/lib/domain/write_first.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { type ContactLook, readContactLooks } from "@/lib/store/contact_names.ts";
import {
  listConversations,
  listMessages,
  type Page,
  requireConversation,
} from "@/lib/store/conversations.ts";
import { findTrashed, findTrashedOf } from "@/lib/store/trash.ts";
import { findUser } from "@/lib/store/users.ts";
import { type KeptOut, readKeptOut } from "./read_kept_out.ts";

/** Conversations of one page of the list. */
const CONVERSATIONS_SHOWN = 50;
/** Messages of one page of a thread. */
const MESSAGES_SHOWN = 50;

export interface ConversationLook {
  conversation: Conversation;
  /** Null of a contact without name and address. */
  contactName: string | null;
  /** The contact's, as it was set; it may be over. */
  block: ContactLook["block"];
  /** The contact is in the trash: nobody can be written to until it comes back. */
  isTrashed: boolean;
  /** Null when it is not there any more. */
  channel: Channel | null;
}

/** A page of everyone's conversations of a status, newest first. */
export async function readConversations(
  kv: Deno.Kv,
  { status, before }: { status: ConversationStatus; before: string | null },
): Promise<Page<ConversationLook>> {
  const [{ items, next }, channels] = await Promise.all([
    listConversations(kv, status, { limit: CONVERSATIONS_SHOWN, before }),
    listChannels(kv),
  ]);
  const ids = items.map(({ contactId }) => contactId);
  const contacts = await readContactLooks(kv, ids);
  const trashed = await findTrashedOf(kv, ids.filter((id) => !contacts.has(id)));
  const looks = items.map((conversation) => ({
    conversation,
    contactName: contacts.get(conversation.contactId)?.name ?? null,
    block: contacts.get(conversation.contactId)?.block,
    isTrashed: trashed.has(conversation.contactId),
    channel: channels.find(({ id }) => id === conversation.channelId) ?? null,
  }));
  return { items: looks, next };
}

export interface Thread extends ConversationLook {
  /** Null when it is not there any more. */
  contact: Contact | null;
  /** In reading order: the oldest of them first. */
  messages: Message[];
  /** `before` of the page with earlier ones; null when there are none. */
  earlier: string | null;
  /** Names of the agents who wrote, by id. */
  userNames: Map<string, string>;
  /** What can be sent now; null while the channel is off. */
  form: WriteForm | null;
  /** What of the contact others' blocks keep out. */
  keptOut: KeptOut | null;
}

/** Costs the same however long the thread is. Throws `NotFoundError`. */
export async function readThread(
  kv: Deno.Kv,
  { id, before, nowMs }: { id: string; before: string | null; nowMs: number },
): Promise<Thread> {
  const [conversation, page, channels] = await Promise.all([
    requireConversation(kv, id),
    listMessages(kv, id, { limit: MESSAGES_SHOWN, before }),
    listChannels(kv),
  ]);
  const [customer, userNames] = await Promise.all([
    readCustomer(kv, conversation.contactId, nowMs),
    readAuthors(kv, page.items),
  ]);
  const { contact } = customer;
  const channel = channels.find((one) => one.id === conversation.channelId) ?? null;
  return {
    conversation,
    channel,
    ...customer,
    contactName: contact && displayName(contactRow(contact)),
    block: contact?.block,
    messages: page.items.toReversed(),
    earlier: page.next,
    userNames,
    form: channel?.enabled ? writeForm(channel.type, conversation, nowMs) : null,
  };
}

async function readCustomer(
  kv: Deno.Kv,
  id: number,
  nowMs: number,
): Promise<Pick<Thread, "contact" | "isTrashed" | "keptOut">> {
  const contact = await findContact(kv, id);
  if (contact === null) {
    return { contact, isTrashed: await findTrashed(kv, id) !== null, keptOut: null };
  }
  return { contact, isTrashed: false, keptOut: await readKeptOut(kv, contact, nowMs) };
}

async function readAuthors(kv: Deno.Kv, messages: Message[]): Promise<Map<string, string>> {
  const ids = new Set(messages.flatMap(({ authorUserId }) => authorUserId ?? []));
  const users = await Promise.all([...ids].map((id) => findUser(kv, id)));
  return new Map(users.flatMap((user) => user ? [[user.id, user.name]] : []));
}
