// What someone else has saved of a channel meanwhile; of secrets nothing is told.
import type { Channel } from "@/lib/domain/channel.ts";
import { type TypedChannel, typedChannel } from "@/lib/domain/channel_input.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { ChangedMeanwhile, type SavedField, savedSwitch } from "../ChangedMeanwhile.tsx";

export interface ChannelConflictProps {
  t: Translate;
  channel: Channel;
  values: TypedChannel;
}

export function ChannelConflict({ t, channel, values }: ChannelConflictProps) {
  const { conversationType, canWriteFirst, connector } = channel;
  const saved = typedChannel(channel);
  const text = (field: "name" | "url" | "host" | "port" | "user" | "from"): SavedField => ({
    label: t(`channels.${field}`),
    saved: saved[field],
    isSame: saved[field] === values[field].trim(),
  });
  return (
    <ChangedMeanwhile
      t={t}
      fields={[
        text("name"),
        {
          label: t("channels.conversation_type"),
          saved: t(`conversation_type.${conversationType}`),
          isSame: conversationType === values.conversationType,
        },
        savedSwitch(t, t("channels.write_first"), {
          saved: canWriteFirst,
          entered: values.canWriteFirst,
        }),
        {
          label: t("channels.connector"),
          saved: t(`connector.${connector.kind}`),
          isSame: connector.kind === values.connector,
        },
        ...connector.kind === "webhook" ? [text("url")] : [],
        ...connector.kind === "email"
          ? [
            text("host"),
            text("port"),
            {
              label: t("channels.security"),
              saved: t(`channels.security.${connector.security}`),
              isSame: connector.security === values.security,
            },
            text("user"),
            text("from"),
          ]
          : [],
      ]}
    />
  );
}
