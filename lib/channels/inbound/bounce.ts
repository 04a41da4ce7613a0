// What mail servers report on mails that went out (RFC 3464): on which message of ours, and what became of it.
import type { Attachment, Email } from "postal-mime";
import type { DeliveryEvent } from "@/lib/domain/inbound.ts";
import { readMailId } from "../mail_id.ts";
import { headerOf, parseMime } from "./mime.ts";

/** The second part of a report, for programs (RFC 3464, and RFC 6533 for addresses beyond ASCII). */
const STATUS = ["message/delivery-status", "message/global-delivery-status"];
/** The third: the mail that is reported on, or its headers alone. */
const RETURNED = [
  "message/rfc822",
  "text/rfc822-headers",
  "message/global",
  "message/global-headers",
];
/** The actions of RFC 3464 2.3.3 that settle something: a delay, or another server's turn, does not. */
const SETTLED = ["failed", "delivered"] as const;

/** Reports of mail servers; a person's own program answers for them with another content type. */
export function isBounce(mail: Email): boolean {
  const type = headerOf(mail, "content-type").toLowerCase();
  const local = mail.from?.address?.split("@")[0]?.toLowerCase();
  return type.startsWith("multipart/report") || local === "mailer-daemon";
}

/**
 * What a report says of a mail that Kartka may have sent; null of any other. Anybody can write such a report: it counts
 * for a message of the channel that it came in by, and for no other.
 */
export async function bounceEvent({ attachments }: Email): Promise<DeliveryEvent | null> {
  const status = attachments.find(({ mimeType }) => STATUS.includes(mimeType));
  const returned = attachments.find(({ mimeType }) => RETURNED.includes(mimeType));
  if (!status || !returned) return null;
  const [, action = ""] = /^action:[ \t]*([a-z]+)/im.exec(textOf(status)) ?? [];
  const state = SETTLED.find((one) => one === action.toLowerCase());
  const mail = await parseMime(bytesOf(returned)).catch(() => null);
  const own = readMailId(mail?.messageId ?? "");
  return state && own ? { kind: "delivery", delivery: { ...own, state } } : null;
}

function textOf(part: Attachment): string {
  return new TextDecoder().decode(bytesOf(part));
}

function bytesOf({ content }: Attachment): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
}
