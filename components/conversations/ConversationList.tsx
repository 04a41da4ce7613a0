// Conversations as a list: with whom, in which channel, what was said last and when.
import type { Block } from "@/lib/domain/block.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import type { Conversation } from "@/lib/domain/conversation.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Avatar } from "../Avatar.tsx";
import { BlockBadge } from "../blocks/BlockBadge.tsx";
import { Icon } from "../Icon.tsx";
import { MessagePreview } from "../timeline/ConversationEntries.tsx";
import { ChannelName } from "./pieces.tsx";
import { RelativeTime } from "../Time.tsx";

export interface ListedConversation {
  conversation: Conversation;
  contactName: string | null;
  block: Pick<Block, "untilMs"> | undefined;
  channel: Channel | null;
  isTrashed: boolean;
}

export function ConversationList(
  { viewer, items }: { viewer: Viewer; items: ListedConversation[] },
) {
  return (
    <ul class="conversations">
      {items.map((item) => <Row viewer={viewer} {...item} />)}
    </ul>
  );
}

function Row(
  { viewer, conversation, contactName, block, channel, isTrashed }: ListedConversation & {
    viewer: Viewer;
  },
) {
  const { t } = viewer;
  const { id, contactId, lastAtMs } = conversation;
  const name = isTrashed
    ? t("trash.contact")
    : contactName ?? t("contact.numbered", { id: String(contactId) });
  return (
    <li id={`conversation-${id}`}>
      <Avatar id={contactId} name={contactName} />
      <div class="conversation-main">
        <a href={`/conversations/${id}#end`}>{name}</a>
        <span class="meta">
          <ChannelName t={t} channel={channel} />
        </span>
        <BlockBadge viewer={viewer} block={block} />
        <LastMessage viewer={viewer} conversation={conversation} />
      </div>
      <div class="conversation-side">
        <RelativeTime viewer={viewer} atMs={lastAtMs} />
      </div>
    </li>
  );
}

/** Its beginning, with an arrow for who wrote it; an e-mail is known by its subject too. */
function LastMessage({ viewer: { t }, conversation }: {
  viewer: Viewer;
  conversation: Conversation;
}) {
  const { subject, last } = conversation;
  const isIn = last.direction === "in";
  return (
    <p class="preview">
      <Icon name={isIn ? "arrow-down-left" : "arrow-up-right"} />
      <span class="visually-hidden">
        {isIn ? t("conversation.last_in") : t("conversation.last_out")}
        {" "}
      </span>
      {subject && (
        <>
          <bdi class="preview-subject">{subject}</bdi>
          {" · "}
        </>
      )}
      <MessagePreview t={t} {...last} />
    </p>
  );
}
