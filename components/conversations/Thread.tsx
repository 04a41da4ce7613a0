// The messages of a conversation in reading order, by day.
import type { Channel } from "@/lib/domain/channel.ts";
import type { Message } from "@/lib/domain/conversation.ts";
import { dayKey, formatDay } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { MessageBubble } from "./MessageBubble.tsx";

export interface ThreadProps {
  viewer: Viewer;
  /** The oldest first. */
  messages: Message[];
  contactName: string;
  channel: Channel | null;
  /** Names of the agents who wrote, by id. */
  userNames: Map<string, string>;
  /** The address of earlier ones; null when there are none. */
  earlierHref: string | null;
  /** The address of the newest ones; null when these are they. */
  newestHref: string | null;
}

export function Thread(props: ThreadProps) {
  const { viewer: { t, timeZone }, messages, earlierHref, newestHref } = props;
  return (
    <section
      class="thread"
      tabIndex={0}
      aria-label={t("conversation.thread")}
      id="thread"
    >
      <div class="thread-body" data-live="thread" data-live-end>
        {earlierHref && <a class="thread-step" href={earlierHref}>{t("conversation.earlier")}</a>}
        {byDay(messages, timeZone).map((day) => <Day {...props} messages={day} />)}
        {newestHref && <a class="thread-step" href={newestHref}>{t("conversation.to_newest")}</a>}
        <span id="end"></span>
      </div>
    </section>
  );
}

function Day(props: ThreadProps) {
  const { viewer: { locale, timeZone }, messages } = props;
  const [first] = messages;
  if (!first) return null;
  return (
    <div class="thread-day" id={`day-${dayKey(timeZone, first.atMs)}`}>
      <h2>{formatDay(locale, timeZone, first.atMs)}</h2>
      <ol>
        {messages.map((message) => (
          <MessageBubble
            viewer={props.viewer}
            message={message}
            channel={props.channel}
            author={authorOf(props, message)}
          />
        ))}
      </ol>
    </div>
  );
}

function authorOf({ viewer: { t }, contactName, userNames }: ThreadProps, message: Message) {
  if (message.direction === "in") return contactName;
  const { authorUserId } = message;
  return authorUserId === null
    ? t("actor.system")
    : userNames.get(authorUserId) ?? t("actor.unknown");
}

/** Runs of messages of one calendar day in the viewer's zone. */
function byDay(messages: Message[], timeZone: string): Message[][] {
  const days: Message[][] = [];
  let current = "";
  for (const message of messages) {
    const key = dayKey(timeZone, message.atMs);
    if (key !== current) days.push([]);
    current = key;
    days.at(-1)?.push(message);
  }
  return days;
}
