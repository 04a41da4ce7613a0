// Updates of the Telegram Bot API as inbound events, and the token by which Telegram shows that it is Telegram.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { NAME_CHARS_MAX } from "@/lib/domain/contact.ts";
import {
  ATTACHMENT_CHARS_MAX,
  type InboundEvent,
  LABEL_CHARS_MAX,
  type PersonEvent,
} from "@/lib/domain/inbound.ts";
import { cutText } from "@/lib/domain/inbound_sender.ts";
import { PHONE_CHARS_MAX } from "@/lib/domain/handle.ts";
import { InputError } from "@/lib/errors.ts";
import { parseJson } from "./json_event.ts";

/** Whatever a newer Telegram does with what is only shown, the message is stored. */
const textSchema = z.string().catch("");
const fileSchema = z.object({ file_name: textSchema }).catch({ file_name: "" }).optional();

const userSchema = z.object({
  id: z.int(),
  is_bot: z.boolean().catch(false),
  first_name: textSchema,
  last_name: textSchema,
  username: textSchema,
  language_code: z.string().max(35).catch(""),
});

const contactSchema = z.object({
  phone_number: textSchema,
  first_name: textSchema,
  user_id: z.int().optional(),
});

const messageSchema = z.object({
  message_id: z.int(),
  date: z.int().nonnegative(),
  edit_date: z.int().nonnegative().optional(),
  chat: z.object({ id: z.int(), type: z.string() }),
  from: userSchema,
  text: textSchema,
  caption: textSchema,
  contact: contactSchema.catch({ phone_number: "", first_name: "" }).optional(),
  photo: z.unknown().optional(),
  sticker: z.object({ emoji: textSchema }).catch({ emoji: "" }).optional(),
  voice: z.unknown().optional(),
  audio: fileSchema,
  video: fileSchema,
  video_note: z.unknown().optional(),
  animation: fileSchema,
  document: fileSchema,
  location: z.unknown().optional(),
  venue: z.object({ title: textSchema }).catch({ title: "" }).optional(),
  poll: z.object({ question: textSchema }).catch({ question: "" }).optional(),
});
type TelegramMessage = z.infer<typeof messageSchema>;
type Attachment = { kind: string; name: string };

export interface TelegramUpdate {
  eventId: string;
  /** Null: an update that is no message of a person in a private chat. */
  event: InboundEvent | null;
}

/**
 * What `setWebhook` is given as `secret_token`. Made from the channel's secret and not the secret itself, so that
 * whoever sees it in Telegram's keeping can sign nothing with it.
 */
export function telegramSecretToken(secret: string): string {
  return createHmac("sha256", secret).update("telegram webhook").digest("base64url");
}

/** Whether the header is the token of one of the secrets, in a time that does not tell how much of it is right. */
export function isTelegramToken(secrets: readonly string[], token: string): boolean {
  const given = digest(token);
  const matches = secrets.map((secret) =>
    timingSafeEqual(given, digest(telegramSecretToken(secret)))
  );
  return matches.includes(true);
}

/** Throws `RefusedError` 400 for what is no JSON, and `InputError` without an update id. */
export function parseTelegramUpdate(body: Uint8Array): TelegramUpdate {
  const json = parseJson(body);
  const update = z.object({ update_id: z.int().nonnegative() }).safeParse(json);
  if (!update.success) {
    throw new InputError("Update refused: no id", { update_id: { code: "field_required" } });
  }
  const eventId = `telegram:${update.data.update_id}`;
  return { eventId, event: messageEvent(json) };
}

/** A message that a newer Telegram sends in a shape of its own is no reason to be asked for it again and again. */
function messageEvent(json: unknown): InboundEvent | null {
  const parsed = z.object({
    message: messageSchema.optional(),
    edited_message: messageSchema.optional(),
  }).safeParse(json);
  const { message, edited_message: edited } = parsed.data ?? {};
  const sent = message ?? edited;
  // A live location moves every few seconds for hours; people cannot edit one in any other way.
  if (edited?.location !== undefined) return null;
  // In a private chat the chat's id is the person's.
  if (!sent || sent.chat.type !== "private" || sent.from.is_bot) return null;
  const text = sent.text || sent.caption;
  const marks = edited ? [{ kind: "edited", name: "" }] : [];
  const along = attachmentsOf(sent);
  const isNothing = text.trim() === "" && along.length === 0;
  const attachments = [...marks, ...along, ...(isNothing ? [{ kind: "other", name: "" }] : [])];
  return {
    kind: "message",
    identity: identityOf(sent),
    message: {
      text,
      externalId: String(sent.message_id),
      sentAtMs: (sent.edit_date ?? sent.date) * 1000,
      attachments,
    },
  };
}

function identityOf({ chat, from, contact }: TelegramMessage): PersonEvent["identity"] {
  const name = `${from.first_name} ${from.last_name}`.trim();
  const isOwn = contact !== undefined && contact.user_id === from.id;
  return {
    externalId: String(chat.id),
    name: cutText(name, NAME_CHARS_MAX),
    ...(from.username ? { label: cutText(`@${from.username}`, LABEL_CHARS_MAX) } : {}),
    ...(from.language_code ? { language: from.language_code } : {}),
    // Somebody else's number in a contact that was passed on says nothing about the sender.
    ...(isOwn ? { phone: internationalPhone(contact.phone_number) } : {}),
  };
}

/** Telegram's numbers have their country code, often without the plus. */
function internationalPhone(typed: string): string {
  const digits = typed.replace(/\D/g, "");
  return digits === "" ? "" : `+${digits}`.slice(0, PHONE_CHARS_MAX);
}

function attachmentsOf(message: TelegramMessage): Attachment[] {
  const { sticker, document, audio, video, animation, venue, contact, poll } = message;
  const found: [kind: string, name: string | undefined][] = [
    ["photo", isThere(message.photo)],
    ["sticker", sticker?.emoji],
    ["voice", isThere(message.voice)],
    ["audio", audio?.file_name],
    ["video", video?.file_name ?? isThere(message.video_note)],
    // An animation comes as a document too, for older programs.
    [animation ? "video" : "document", (animation ?? document)?.file_name],
    ["location", venue?.title ?? isThere(message.location)],
    ["contact", contact?.first_name],
    ["poll", poll?.question],
  ];
  return found.flatMap(([kind, name]) =>
    name === undefined ? [] : [{ kind, name: cutText(name, ATTACHMENT_CHARS_MAX) }]
  );
}

function isThere(value: unknown): "" | undefined {
  return value === undefined ? undefined : "";
}

/** Of one length, as the comparison wants it. */
function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
