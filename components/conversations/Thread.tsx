// The messages of a conversation in reading order, by day.
import type { Channel } from "@/lib/domain/channel.ts";
import type { Message } from "@/lib/domain/conversation.ts";
import { dayKey } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { byDay, type Day, dayName } from "../timeline/days.ts";
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
  const days = byDay(messages, timeZone, ({ atMs }) => atMs);
  const ids = dayIds(days, timeZone);
  return (
    <section
      class="thread"
      tabIndex={0}
      aria-label={t("conversation.thread")}
      id="thread"
    >
      <div class="thread-body" data-live="thread" data-live-end>
        {earlierHref && <a class="thread-step" href={earlierHref}>{t("conversation.earlier")}</a>}
        {days.map((day, at) => <DayOfThread {...props} {...day} id={ids[at] ?? ""} />)}
        {newestHref && <a class="thread-step" href={newestHref}>{t("conversation.to_newest")}</a>}
        <span id="end"></span>
      </div>
    </section>
  );
}

/** A message that came late brings its day twice: messages stand in the order in which they came. */
function dayIds(days: Day<Message>[], timeZone: string): string[] {
  const keys = days.map(({ atMs }) => dayKey(timeZone, atMs));
  return days.map(({ entries }, at) => {
    const isAgain = keys.indexOf(keys[at] ?? "") < at;
    return isAgain ? `day-${keys[at]}-${entries[0]?.id}` : `day-${keys[at]}`;
  });
}

function DayOfThread({ id, atMs, entries, ...props }: ThreadProps & Day<Message> & { id: string }) {
  return (
    <div class="thread-day" id={id}>
      <h2>{dayName(props.viewer, atMs)}</h2>
      <ol>
        {entries.map((message) => (
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
