// Whose conversation it is, in which channel and with which address, whether it is open, and the button that changes that.
import type { Block } from "@/lib/domain/block.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import type { Conversation } from "@/lib/domain/conversation.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Avatar } from "../Avatar.tsx";
import { BlockBadge } from "../blocks/BlockBadge.tsx";
import { addressText, ChannelName, StatusBadge } from "./pieces.tsx";

export interface ConversationHeadProps {
  viewer: Viewer;
  conversation: Conversation;
  channel: Channel | null;
  contactName: string | null;
  /** The contact's. */
  block: Pick<Block, "untilMs"> | undefined;
  /** The address as people know it. */
  label: string;
}

export function ConversationHead(props: ConversationHeadProps) {
  const { viewer, conversation, channel, contactName, block, label } = props;
  const { t } = viewer;
  const { contactId, subject, status } = conversation;
  const name = contactName ?? t("contact.numbered", { id: String(contactId) });
  return (
    <div class="conversation-head" data-live="conversation-head">
      <Avatar id={contactId} name={contactName} />
      <div class="conversation-main">
        <h1>
          <a href={`/contacts/${contactId}`}>{name}</a>
        </h1>
        <p class="meta">
          <ChannelName t={t} channel={channel} />
          <span class="address">{channel ? addressText(channel, label) : label}</span>
        </p>
        {subject && <p class="subject">{subject}</p>}
      </div>
      <BlockBadge viewer={viewer} block={block} />
      <StatusBadge t={t} status={status} />
      <StatusForm t={t} conversation={conversation} />
    </div>
  );
}

/** Names the newest message that is on the page: one that has come since must not be closed away unread. */
function StatusForm(
  { t, conversation: { id, status, last } }: Pick<ConversationHeadProps, "conversation"> & {
    t: Viewer["t"];
  },
) {
  const isOpen = status === "open";
  return (
    <form method="post" action={`/conversations/${id}/status`}>
      <input type="hidden" name="status" value={isOpen ? "closed" : "open"} />
      <input type="hidden" name="seen" value={last.id} />
      <button class="button" type="submit">
        {isOpen ? t("conversation.close") : t("conversation.reopen")}
      </button>
    </form>
  );
}
