// One message: who wrote what and when, and of ours what became of it.
import type { Channel } from "@/lib/domain/channel.ts";
import type { Attachment, Call, Message } from "@/lib/domain/conversation.ts";
import { ATTACHMENT_KINDS } from "@/lib/domain/inbound.ts";
import { linkify } from "@/lib/domain/linkify.ts";
import { formatTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";
import { DeliveryState } from "./DeliveryState.tsx";

export interface MessageBubbleProps {
  viewer: Viewer;
  message: Message;
  author: string;
  channel: Channel | null;
}

export function MessageBubble({ viewer, message, author, channel }: MessageBubbleProps) {
  const { t, locale, timeZone } = viewer;
  const { id, direction, atMs } = message;
  return (
    <li class={`message ${direction}`} id={`message-${id}`}>
      <p class="message-head">
        <b dir="auto">{author}</b>{" "}
        <time dateTime={new Date(atMs).toISOString()}>{formatTime(locale, timeZone, atMs)}</time>
      </p>
      <div class="bubble">
        {message.template && (
          <p class="message-note">
            {t("conversation.template", { name: message.template.name })}
          </p>
        )}
        <Body viewer={viewer} message={message} />
        {message.attachments.map((attachment) => (
          <p class="message-note">
            <Icon name="paperclip" />
            {attachmentText(t, attachment)}
          </p>
        ))}
        {message.isCut && <p class="message-note">{t("conversation.cut")}</p>}
      </div>
      {message.delivery && (
        <DeliveryState
          viewer={viewer}
          message={message}
          delivery={message.delivery}
          channel={channel}
        />
      )}
    </li>
  );
}

function Body({ viewer: { t }, message }: Pick<MessageBubbleProps, "viewer" | "message">) {
  if (message.call) {
    return (
      <p class="message-call">
        <Icon name="phone" />
        {callText(t, message.call)}
      </p>
    );
  }
  if (message.text !== "") return <p class="message-text" dir="auto">{linked(textOf(message))}</p>;
  if (message.attachments.length > 0) return null;
  return <p class="message-note">{t("conversation.unsupported")}</p>;
}

/** The name of a template stands above its text already. */
function textOf({ text, template }: Message): string {
  return template && text.startsWith(`${template.name}: `)
    ? text.slice(template.name.length + 2)
    : text;
}

/** The text with its addresses as links; whoever is behind them learns nothing of where they were followed. */
function linked(text: string) {
  return linkify(text).map((part) =>
    part.href === null
      ? part.text
      : <a href={part.href} rel="noopener noreferrer nofollow">{part.text}</a>
  );
}

function callText(t: Viewer["t"], { outcome, durationSeconds }: Call): string {
  if (outcome === "missed") return t("conversation.call_missed");
  if (outcome === "started") return t("conversation.call_started");
  if (durationSeconds === null) return t("conversation.call_taken");
  const minutes = Math.floor(durationSeconds / 60);
  const duration = t("conversation.duration", { minutes, seconds: durationSeconds % 60 });
  return t("conversation.call_answered", { duration });
}

/** Kinds that this version does not know are shown as they were called. */
function attachmentText(t: Viewer["t"], { kind, name }: Attachment): string {
  const word = isAttachmentKind(kind) ? t(`attachment.${kind}`) : kind;
  return name === ""
    ? t("conversation.attachment", { kind: word })
    : t("conversation.attachment_named", { kind: word, name });
}

function isAttachmentKind(kind: string): kind is typeof ATTACHMENT_KINDS[number] {
  return ATTACHMENT_KINDS.some((known) => known === kind);
}
