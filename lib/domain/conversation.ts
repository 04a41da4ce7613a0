// A conversation: one contact's thread in one channel, and the messages in it (10.4).
import { z } from "zod";

/** Longer texts are cut, and say so. UTF-16 units: with the rest of the message they stay below 64 KiB. */
export const MESSAGE_CHARS_MAX = 20_000;
export const SUBJECT_CHARS_MAX = 200;
export const PREVIEW_CHARS_MAX = 140;
export const ATTACHMENTS_MAX = 20;
/** How long after the customer's last message a WhatsApp-type channel takes free text. */
export const SERVICE_WINDOW_MS = 24 * 60 * 60_000;

export const directionSchema = z.enum(["in", "out"]);
export type Direction = z.infer<typeof directionSchema>;

/** What became of a message to the customer (10.3). */
export const deliverySchema = z.object({
  state: z.enum(["queued", "sent", "delivered", "failed"]),
  /** How often it was tried. */
  tries: z.int().nonnegative(),
  /** When the state was last changed or a try failed. */
  atMs: z.number(),
  /** When it is tried again; null when it is not. */
  nextTryAtMs: z.number().nullable(),
  /** A code below `delivery.` of the texts; null while nothing went wrong. */
  problem: z.string().nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** Something that came along and is not kept: a photo, a sticker, a file. */
export const attachmentSchema = z.object({ kind: z.string(), name: z.string() });
export type Attachment = z.infer<typeof attachmentSchema>;

/** An approved text of a WhatsApp-type channel, and what fills its places, in order. */
export const templateSchema = z.object({ name: z.string(), variables: z.array(z.string()) });
export type MessageTemplate = z.infer<typeof templateSchema>;

export const callSchema = z.object({
  outcome: z.enum(["answered", "missed", "started"]), // "started" is what an agent's click knows
  durationSeconds: z.int().nonnegative().nullable(),
});
export type Call = z.infer<typeof callSchema>;

export const messageSchema = z.object({
  id: z.string(), // ULID: the order of the thread
  conversationId: z.string(),
  direction: directionSchema,
  kind: z.enum(["text", "call", "unsupported"]),
  /** The agent who wrote it; null for the customer's. */
  authorUserId: z.string().nullable(),
  /** Plain text; "" where a call or an attachment is all there is. */
  text: z.string(),
  /** The text was longer than Kartka keeps. */
  isCut: z.boolean(),
  attachments: z.array(attachmentSchema),
  call: callSchema.nullable(),
  template: templateSchema.nullable(),
  /** The sender's own id of it, for deliveries and replies; null when unknown. */
  externalId: z.string().nullable(),
  atMs: z.number(),
  /** Of outbound messages only. */
  delivery: deliverySchema.nullable(),
});
export type Message = z.infer<typeof messageSchema>;

/** The newest message, as lists show it. */
export const lastMessageSchema = z.object({
  id: z.string(),
  direction: directionSchema,
  kind: messageSchema.shape.kind,
  /** How a call went; absent of what is none. */
  outcome: callSchema.shape.outcome.optional(),
  preview: z.string(),
});
export type LastMessage = z.infer<typeof lastMessageSchema>;

export const conversationSchema = z.object({
  id: z.string(), // ULID
  contactId: z.int().positive(),
  channelId: z.string(),
  /** Who is spoken to in the channel: an external id, a normalised e-mail, an E.164 number. */
  address: z.string(),
  subject: z.string().nullable(),
  status: z.enum(["open", "closed"]),
  createdAtMs: z.number(),
  /** Of the newest message: the order of all lists. */
  lastAtMs: z.number(),
  /** When the customer last wrote or called; null when they have not. */
  lastInboundAtMs: z.number().nullable(),
  last: lastMessageSchema,
  messageCount: z.int().positive(),
  /** Merges that have brought it to its contact, newest last; absent when none has. */
  mergeIds: z.array(z.string()).optional(),
});
export type Conversation = z.infer<typeof conversationSchema>;
export type ConversationStatus = Conversation["status"];

/** The beginning of a text on one line. */
export function previewOf(text: string): string {
  const line = text.replace(/\s+/gu, " ").trim();
  const letters = [...line.slice(0, PREVIEW_CHARS_MAX * 2)];
  if (letters.length <= PREVIEW_CHARS_MAX) return line;
  return letters.slice(0, PREVIEW_CHARS_MAX - 1).join("") + "…";
}

/** Whether free text can be sent in a channel that closes a day after the customer's last message. */
export function isWindowOpen(
  { lastInboundAtMs }: Pick<Conversation, "lastInboundAtMs">,
  nowMs: number,
): boolean {
  return lastInboundAtMs !== null && nowMs < lastInboundAtMs + SERVICE_WINDOW_MS;
}

/** What mail programs of many languages put before the subject of what they answer or pass on. */
const REPLY_MARKS =
  /^(?:\s*(?:re|fwd?|aw|wg|sv|vs|odp|pd|tr|rif|на|відп|від|пересл|ответ|отв)(?:\[\d+\])?\s*[:：])+/iu;

/** Whether a mail's subject is that of the conversation, be it answered or passed on, and not a new one. */
export function isSameSubject(one: string, other: string): boolean {
  return topicOf(one) === topicOf(other);
}

function topicOf(subject: string): string {
  return subject.replace(REPLY_MARKS, "").replace(/\s+/gu, " ").trim().toLowerCase();
}
