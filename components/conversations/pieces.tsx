// Small parts that lists, heads and forms of conversations share.
import { addressKind, type Channel } from "@/lib/domain/channel.ts";
import type { ConversationStatus } from "@/lib/domain/conversation.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
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
    <span class={status === "open" ? "badge ok" : "badge warn"}>
      {t(`conversation.status.${status}`)}
    </span>
  );
}

/** Numbers of calls, and those by which WhatsApp knows people, as phones are written. */
export function addressText({ type }: Pick<Channel, "type">, label: string): string {
  if (addressKind(type) === "phone") return formatPhone(label);
  return type === "whatsapp" && /^\d+$/.test(label) ? formatPhone(`+${label}`) : label;
}
