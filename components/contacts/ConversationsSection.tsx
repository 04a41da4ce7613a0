// A contact's conversations, newest first: on the card the first ones, with a link to the rest (10.4).
import type { Conversation } from "@/lib/domain/conversation.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { channelIcon } from "../channel_icon.ts";
import { Icon } from "../Icon.tsx";
import { MessagePreview } from "../timeline/ConversationEntries.tsx";
import { channelName, type Names } from "../timeline/names.ts";
import { RelativeTime } from "../Time.tsx";

export interface ConversationListProps {
  viewer: Viewer;
  conversations: readonly Conversation[];
  names: Pick<Names, "channels">;
}

export interface ConversationsSectionProps extends ConversationListProps {
  /** All that the contact has. */
  count: number;
  /** The page with all of them; null when they are all here. */
  allHref: string | null;
}

export function ConversationsSection({ count, allHref, ...list }: ConversationsSectionProps) {
  const { viewer: { t }, conversations } = list;
  return (
    <section aria-labelledby="conversations" data-live="card-conversations">
      <h2 id="conversations">
        {t("card.conversations")}
        {allHref && <a href={allHref}>{t("card.conversations_all", { count })}</a>}
      </h2>
      {conversations.length > 0
        ? <ConversationList {...list} />
        : <p class="muted">{t("card.conversations_none")}</p>}
    </section>
  );
}

export function ConversationList({ viewer, conversations, names }: ConversationListProps) {
  return (
    <ul class="card-conversations">
      {conversations.map((conversation) => (
        <li>
          <Icon name={channelIcon(names.channels.get(conversation.channelId)?.type)} />
          <div>
            <a href={`/conversations/${conversation.id}`}>
              {channelName(viewer.t, names, conversation.channelId)}
            </a>
            <LastMessage viewer={viewer} conversation={conversation} />
          </div>
          <span class={conversation.status === "open" ? "badge ok" : "badge warn"}>
            {viewer.t(`conversation.status.${conversation.status}`)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** An e-mail is known by its subject too. */
function LastMessage({ viewer, conversation }: { viewer: Viewer; conversation: Conversation }) {
  const { t } = viewer;
  const { subject, last, lastAtMs } = conversation;
  return (
    <p class="last-message">
      {subject && (
        <>
          <bdi>{subject}</bdi>
          {" · "}
        </>
      )}
      {last.direction === "out" && `${t("conversation.last_out")} `}
      <MessagePreview t={t} {...last} />
      {" · "}
      <RelativeTime viewer={viewer} atMs={lastAtMs} />
    </p>
  );
}
