// Small parts that lists, heads and forms of conversations share.
import type { Channel } from "@/lib/domain/channel.ts";
import type { ConversationStatus } from "@/lib/domain/conversation.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { channelIcon } from "../channel_icon.ts";
import { Icon } from "../Icon.tsx";

export function ChannelName({ t, channel }: { t: Translate; channel: Channel | null }) {
  return (
    <span class="channel-name">
      <Icon name={channelIcon(channel?.type)} />
      {channel?.name ?? t("conversation.channel_gone")}
    </span>
  );
}

export function StatusBadge({ t, status }: { t: Translate; status: ConversationStatus }) {
  return (
    <span class={status === "open" ? "badge ok" : "badge"}>
      {t(`conversation.status.${status}`)}
    </span>
  );
}
