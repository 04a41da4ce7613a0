// Conversations and their messages: reading them, and staging a message with all that changes along with it.
import type { Contact } from "@/lib/domain/contact.ts";
import {
  type Conversation,
  conversationSchema,
  type ConversationStatus,
  isSameSubject,
  type LastMessage,
  type Message,
  messageSchema,
  previewOf,
} from "@/lib/domain/conversation.ts";
import type { ConversationEvent, TimelineEvent } from "@/lib/domain/event.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { type Change, StaleReadError } from "./change.ts";
import { type ReadContact, stageActiveContact, stageCreateContact } from "./contacts.ts";
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
import { stageQueued } from "./outbox.ts";
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

/** The record and its rows; a row that stays is written once. */
function stageConversation(
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
