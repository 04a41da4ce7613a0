// Inbound events: what a channel may report, in the one shape that the API, Telegram and e-mail all lead to (10.2).
import { z } from "zod";
import { NAME_CHARS_MAX } from "./contact.ts";
import { ATTACHMENTS_MAX, SUBJECT_CHARS_MAX } from "./conversation.ts";
import { EMAIL_CHARS_MAX, PHONE_CHARS_MAX } from "./handle.ts";
import { isLanguage } from "./language.ts";

export const INBOUND_BYTES_MAX = 1024 * 1024;
/** Objects and lists inside each other. */
export const JSON_DEPTH_MAX = 20;
/** Ids that others give: of events, messages, and people in a channel. */
const OUTSIDE_ID_CHARS_MAX = 200;
export const LABEL_CHARS_MAX = 100;
export const ATTACHMENT_CHARS_MAX = 200;
const ATTRIBUTES_MAX = 50;
const CALL_SECONDS_MAX = 7 * 24 * 60 * 60;

/** What comes along with a message and is only named; others are kept as they were called. */
export const ATTACHMENT_KINDS = [
  "photo",
  "video",
  "voice",
  "audio",
  "document",
  "sticker",
  "location",
  "contact",
  "poll",
  /** The text replaces one that was sent before. */
  "edited",
  /** Written by the customer's mail program, as while they are on holiday. */
  "auto_reply",
  "other",
] as const;

/** Compared letter by letter, so nothing in it may look like nothing, and a lone surrogate may not become U+FFFD. */
const outsideIdSchema = z.string().min(1).max(OUTSIDE_ID_CHARS_MAX).refine(isOutsideId);

const identitySchema = z.strictObject({
  /** The sender's id in a channel of messages; in others there is none. */
  externalId: outsideIdSchema.optional(),
  /** The sender in an e-mail channel; elsewhere an address that came along. */
  email: z.string().max(EMAIL_CHARS_MAX).optional(),
  /** The sender in a call channel; elsewhere a number that came along. */
  phone: z.string().max(PHONE_CHARS_MAX).optional(),
  name: z.string().max(NAME_CHARS_MAX).optional(),
  /** A user name or the like, for people only. */
  label: z.string().max(LABEL_CHARS_MAX).optional(),
  /** A language tag: `uk`, `pt-BR`. */
  language: z.string().max(35).optional(),
});
export type InboundIdentity = z.infer<typeof identitySchema>;

const attachmentSchema = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  name: z.string().max(ATTACHMENT_CHARS_MAX).default(""),
});

const inboundMessageSchema = z.strictObject({
  /** Longer than `MESSAGE_CHARS_MAX` is cut; "" where an attachment is all there is. */
  text: z.string().max(INBOUND_BYTES_MAX).default(""),
  /** The sender's id of it. */
  externalId: outsideIdSchema.optional(),
  sentAtMs: z.int().nonnegative().optional(),
  attachments: z.array(attachmentSchema).max(ATTACHMENTS_MAX).default([]),
  /** Of a conversation that it begins. */
  subject: z.string().max(SUBJECT_CHARS_MAX).optional(),
}).refine(({ text, attachments }) => text.trim() !== "" || attachments.length > 0, {
  path: ["text"],
  params: { problem: "field_required" },
});

const inboundCallSchema = z.strictObject({
  outcome: z.enum(["answered", "missed"]),
  durationSeconds: z.int().nonnegative().max(CALL_SECONDS_MAX).optional(),
  externalId: outsideIdSchema.optional(),
  /** When it began. */
  sentAtMs: z.int().nonnegative().optional(),
});

const inboundContactSchema = z.strictObject({
  name: z.string().max(NAME_CHARS_MAX).optional(),
  language: z.string().max(35).optional(),
  email: z.string().max(EMAIL_CHARS_MAX).optional(),
  phone: z.string().max(PHONE_CHARS_MAX).optional(),
  /** By the keys of attributes; what a value looks like is its attribute's matter. */
  attributes: z.record(
    z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
    z.union([z.string(), z.number(), z.boolean(), z.null()]),
  ).refine((values) => Object.keys(values).length <= ATTRIBUTES_MAX).default({}),
});

/** What became of a message that Kartka has sent: both ids came with it. */
const inboundDeliverySchema = z.strictObject({
  conversationId: outsideIdSchema,
  messageId: outsideIdSchema,
  state: z.enum(["delivered", "failed"]),
  /** Why it failed, for the sender's own logs: Kartka keeps no words of it. */
  problem: z.string().max(1000).optional(),
});

export const inboundEventSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("message"),
    identity: identitySchema,
    message: inboundMessageSchema,
  }),
  z.strictObject({
    kind: z.literal("call"),
    identity: identitySchema,
    call: inboundCallSchema,
  }),
  z.strictObject({
    kind: z.literal("contact"),
    identity: identitySchema,
    contact: inboundContactSchema,
  }),
  z.strictObject({ kind: z.literal("delivery"), delivery: inboundDeliverySchema }),
]);
export type InboundEvent = z.infer<typeof inboundEventSchema>;
/** Those that come from a person; a delivery report is the provider's own. */
export type PersonEvent = Exclude<InboundEvent, { kind: "delivery" }>;
export type DeliveryEvent = Extract<InboundEvent, { kind: "delivery" }>;

/** What whoever sent an event is told. The same event again is told the same ids. */
export const inboundAnswerSchema = z.object({
  /**
   * `stored`: a message or call is in its conversation. `updated`: a contact or a delivery. `duplicate`: the event was
   * taken before. `dropped`: nothing of it is kept, and it need not be sent again.
   */
  result: z.enum(["stored", "updated", "duplicate", "dropped"]),
  contactId: z.int().nullable(),
  conversationId: z.string().nullable(),
  messageId: z.string().nullable(),
});
export type InboundAnswer = z.infer<typeof inboundAnswerSchema>;

export const NOTHING_KEPT: InboundAnswer = {
  result: "dropped",
  contactId: null,
  conversationId: null,
  messageId: null,
};

/** Whether an id of outside can be told from every other: something to see, no control characters, well-formed. */
export function isOutsideId(text: string): boolean {
  return text.length > 0 && text.length <= OUTSIDE_ID_CHARS_MAX && text.isWellFormed() &&
    text.trim() === text && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text);
}

/** The language of a tag, without its script and country; null when Kartka does not know it. */
export function languageOfTag(tag: string): string | null {
  const [code = ""] = tag.trim().toLowerCase().split(/[-_]/);
  return isLanguage(code) ? code : null;
}
