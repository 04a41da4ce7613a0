// Mails as inbound events: raw MIME in, who wrote, what, and what was attached out.
import type { Email } from "postal-mime";
import { NAME_CHARS_MAX } from "@/lib/domain/contact.ts";
import { ATTACHMENTS_MAX, SUBJECT_CHARS_MAX } from "@/lib/domain/conversation.ts";
import { cleanName, EMAIL_CHARS_MAX } from "@/lib/domain/handle.ts";
import {
  ATTACHMENT_CHARS_MAX,
  INBOUND_BYTES_MAX,
  type InboundEvent,
  isOutsideId,
} from "@/lib/domain/inbound.ts";
import { cutText } from "@/lib/domain/inbound_sender.ts";
import { InputError } from "@/lib/errors.ts";
import { bounceEvent, isBounce } from "./bounce.ts";
import { headerOf, parseMime } from "./mime.ts";
import { plainText } from "./plain_text.ts";

/**
 * The message that a mail is, or what a mail server reports on one that went out; null for a report that leads to no
 * message, which nobody wrote. Throws `RefusedError` 400 for what is no mail, `InputError` without a sender.
 */
export async function parseMail(body: Uint8Array): Promise<InboundEvent | null> {
  const mail = await parseMime(body);
  if (isBounce(mail)) return await bounceEvent(mail);
  const from = mail.from?.address === undefined ? mail.from?.group?.[0] : mail.from;
  const email = cleanName(from?.address ?? "");
  if (email === "" || email.length > EMAIL_CHARS_MAX) {
    throw new InputError("Mail refused: no sender", {
      "identity.email": { code: email === "" ? "field_required" : "email_invalid" },
    });
  }
  const externalId = (mail.messageId ?? "").trim().replace(/^<|>$/g, "");
  const subject = cleanName(mail.subject ?? "");
  const sentAtMs = sentAt(mail.date);
  return {
    kind: "message",
    identity: { email, name: nameOf(from?.name ?? "") },
    message: {
      ...contentOf(mail, subject),
      subject: cutText(subject, SUBJECT_CHARS_MAX),
      ...(isOutsideId(externalId) ? { externalId } : {}),
      ...(sentAtMs === null ? {} : { sentAtMs }),
    },
  };
}

/** Letters that arrived as bytes of an unknown alphabet are no name: it would stay on the card. */
function nameOf(typed: string): string {
  return typed.includes("\ufffd") ? "" : cutText(cleanName(typed), NAME_CHARS_MAX);
}

/** As RFC 3834 asks such mails to be marked, and as programs did before it. */
function isAutoReply(mail: Email): boolean {
  const submitted = headerOf(mail, "auto-submitted").toLowerCase();
  const precedence = headerOf(mail, "precedence").toLowerCase();
  return (submitted !== "" && !submitted.startsWith("no")) || precedence === "auto_reply" ||
    headerOf(mail, "x-autoreply") !== "" || headerOf(mail, "return-path").trim() === "<>";
}

/** The text, or the subject of a mail that has none, and all that is attached by its name. */
function contentOf(mail: Email, subject: string) {
  const marks = isAutoReply(mail) ? [{ kind: "auto_reply", name: "" }] : [];
  const files = mail.attachments.map(({ mimeType, filename }) => ({
    kind: kindOf(mimeType),
    name: cutText(cleanName(filename ?? ""), ATTACHMENT_CHARS_MAX),
  }));
  const written = (mail.text ?? "").trim() === "" ? plainText(mail.html ?? "") : mail.text ?? "";
  const text = cutText(written.replace(/\r\n?/g, "\n").trim() || subject, INBOUND_BYTES_MAX);
  const isNothing = text === "" && files.length === 0;
  const attachments = [...marks, ...files, ...(isNothing ? [{ kind: "other", name: "" }] : [])];
  return { text, attachments: attachments.slice(0, ATTACHMENTS_MAX) };
}

function kindOf(mimeType: string): string {
  const [family] = mimeType.split("/");
  if (family === "image") return "photo";
  return family === "audio" || family === "video" ? family : "document";
}

function sentAt(date: string | undefined): number | null {
  const ms = Date.parse(date ?? "");
  return Number.isSafeInteger(ms) && ms >= 0 ? ms : null;
}
