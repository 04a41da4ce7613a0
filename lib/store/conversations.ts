// Conversations and their messages: reading them, and staging changes of what is there.
import {
  type Conversation,
  conversationSchema,
  type ConversationStatus,
  type Message,
  messageSchema,
} from "@/lib/domain/conversation.ts";
import type { ConversationEvent } from "@/lib/domain/event.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { type Change, StaleReadError } from "./change.ts";
import { stageEvent } from "./events.ts";
import { contactKey } from "./keys/contacts.ts";
import {
  contactConversationKey,
  conversationKey,
  conversationRowKey,
  messageKey,
  threadKey,
} from "./keys/conversations.ts";
import { rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";
import { resolveContactId } from "./redirects.ts";
import { settleConversation } from "./settle_conversation.ts";

/** A page of messages or conversations, newest first. */
export interface Page<T> {
  items: T[];
  /** `before` of the next page; null when there is nothing older. */
  next: string | null;
}

export interface PageWish {
  /** 1 to 500. */
  limit: number;
  /** `next` of the page before this one. */
  before?: string | null;
}

/** The conversation, or null. */
export async function findConversation(kv: Deno.Kv, id: string): Promise<Conversation | null> {
  const { value } = await kv.get(conversationKey(id));
  return value === null ? null : conversationSchema.parse(value);
}

/** The conversation. Throws `NotFoundError`. */
export async function requireConversation(kv: Deno.Kv, id: string): Promise<Conversation> {
  const conversation = await findConversation(kv, id);
  if (conversation === null) throw noConversation(id);
  return conversation;
}

/**
 * Reads the conversation and makes the commit fail if it has changed by then. One that a merge has not come to yet is
 * moved first, and then the change is staged anew. Throws `NotFoundError`.
 */
export async function requireConversationIn(change: Change, id: string): Promise<Conversation> {
  const { value } = await change.get(conversationKey(id));
  if (value === null) throw noConversation(id);
  const conversation = conversationSchema.parse(value);
  if (await settleConversation(change.kv, conversation)) throw new StaleReadError();
  return conversation;
}

/**
 * The latest conversation with an address in a channel, if it is this contact's: an address that has gone to someone
 * else begins a new one. Checks what it has read.
 */
export async function findThreadIn(
  change: Change,
  { channelId, address, contactId }: { channelId: string; address: string; contactId: number },
): Promise<Conversation | null> {
  const { value } = await change.get<string>(threadKey(channelId, address));
  if (value === null) return null;
  const conversation = await requireConversationIn(change, value);
  return conversation.contactId === contactId ? conversation : null;
}

/** `findThreadIn` for reading only. */
export async function findThread(
  kv: Deno.Kv,
  { channelId, address, contactId }: { channelId: string; address: string; contactId: number },
): Promise<Conversation | null> {
  const { value } = await kv.get<string>(threadKey(channelId, address));
  const conversation = value === null ? null : await findConversation(kv, value);
  if (conversation === null || conversation.contactId === contactId) return conversation;
  // One that a merge has not come to yet.
  return await resolveContactId(kv, conversation.contactId) === contactId ? conversation : null;
}

/** A contact's conversations, newest first. */
export function listContactConversations(
  kv: Deno.Kv,
  contactId: number,
  wish: PageWish,
): Promise<Page<Conversation>> {
  return listConversationRange(kv, rangePrefix("cc", contactId), wish);
}

/** Everyone's conversations of a status, newest first. */
export function listConversations(
  kv: Deno.Kv,
  status: ConversationStatus,
  wish: PageWish,
): Promise<Page<Conversation>> {
  return listConversationRange(kv, rangePrefix("cs", status), wish);
}

/** Messages of a conversation, newest first. */
export async function listMessages(
  kv: Deno.Kv,
  conversationId: string,
  { limit, before }: PageWish,
): Promise<Page<Message>> {
  const prefix = rangePrefix("msg", conversationId);
  const selector = before ? { prefix, end: messageKey(conversationId, before) } : { prefix };
  const entries = await Array.fromAsync(
    kv.list(selector, { reverse: true, limit: limit + 1, batchSize: Math.min(limit + 1, 500) }),
  );
  const items = entries.slice(0, limit).map(({ value }) => messageSchema.parse(value));
  return { items, next: entries.length > limit ? items.at(-1)?.id ?? null : null };
}

/** The message. Throws `NotFoundError`. */
export async function requireMessageIn(
  change: Change,
  conversationId: string,
  messageId: string,
): Promise<Message> {
  const { value } = await change.get(messageKey(conversationId, messageId));
  if (value === null) throw new NotFoundError(`There is no message ${messageId}`);
  return messageSchema.parse(value);
}

/**
 * Opens or closes a conversation that `requireConversationIn` has read. The contact's record is set again as it is: no
 * conversation changes without it, so that a commit which moves many has to check the contact alone. 1 check.
 */
export async function stageConversationStatus(
  change: Change,
  before: Conversation,
  event: ConversationEvent,
): Promise<Conversation> {
  const { value } = await change.get(contactKey(before.contactId));
  if (value !== null) change.set(contactKey(before.contactId), value);
  else if (await resolveContactId(change.kv, before.contactId) !== before.contactId) {
    throw new StaleReadError();
  }
  const status = event.kind === "conversation_closed" ? "closed" : "open";
  const after: Conversation = { ...before, status };
  stageConversation(change, before, after);
  stageEvent(change, event);
  return after;
}

/** A message that has changed in place: its delivery. The caller has read it in this change. */
export function stageMessageChange(change: Change, message: Message): void {
  change.set(messageKey(message.conversationId, message.id), message);
}

/** The record and its rows; a row that stays is written once. */
export function stageConversation(
  change: Change,
  before: Conversation | null,
  after: Conversation,
): void {
  if (before !== null) conversationRows(before).forEach((key) => change.delete(key));
  conversationRows(after).forEach((key) => change.set(key, 0));
  change.set(conversationKey(after.id), after);
}

/** The keys by which a conversation is listed. */
export function conversationRows({ id, contactId, lastAtMs, status }: Conversation): Deno.KvKey[] {
  return [
    contactConversationKey(contactId, lastAtMs, id),
    conversationRowKey(status, lastAtMs, id),
  ];
}

/** Rows end with the time and the id, which together name the place of a page's last one. */
async function listConversationRange(
  kv: Deno.Kv,
  prefix: Deno.KvKey,
  { limit, before }: PageWish,
): Promise<Page<Conversation>> {
  const end = before ? placeOf(before) : null;
  const selector = end ? { prefix, end: [...prefix, ...end] } : { prefix };
  const rows = await Array.fromAsync(kv.list(selector, { reverse: true, limit: limit + 1 }));
  const page = rows.slice(0, limit);
  const keys = page.map(({ key }) => conversationKey(String(key.at(-1))));
  const entries = await readMany<unknown>(kv, keys);
  // One that has moved between the two reads is on the page before this one now.
  const items = entries.flatMap(({ value }) =>
    value === null ? [] : [conversationSchema.parse(value)]
  );
  const last = page.at(-1)?.key;
  const next = last && rows.length > limit ? `${String(last.at(-2))}-${String(last.at(-1))}` : null;
  return { items, next };
}

/** What is no place is the first page. */
function placeOf(text: string): [number, string] | null {
  const [, atMs, id] = /^(\d{1,16})-([0-9A-Za-z]{1,40})$/.exec(text) ?? [];
  return atMs !== undefined && id !== undefined ? [Number(atMs), id] : null;
}

function noConversation(id: string): NotFoundError {
  return new NotFoundError(`There is no conversation ${id}`);
}
