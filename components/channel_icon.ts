// Which icon stands for a type of channel.
import type { ChannelType } from "@/lib/domain/channel.ts";
import type { IconName } from "./Icon.tsx";

/** Of a channel that is gone: that of any chat. */
export function channelIcon(type: ChannelType | undefined): IconName {
  if (type === "email") return "mail";
  return type === "call" ? "phone" : "message-square";
}
