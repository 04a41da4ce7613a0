// The fields of a channel (10.1).
import {
  CHANNEL_NAME_CHARS_MAX,
  type ChannelType,
  type ConnectorKind,
  CONVERSATION_TYPES,
} from "@/lib/domain/channel.ts";
import type { TypedChannel } from "@/lib/domain/channel_input.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { CheckField, Field, SelectField } from "../Field.tsx";
import { ConnectorFields } from "./ConnectorFields.tsx";

export interface ChannelFieldsProps {
  t: Translate;
  type: ChannelType;
  values: TypedChannel;
  /** Field to sentence. */
  problems: Record<string, string>;
  /** The connector whose secrets are stored; null for a new channel. */
  stored: ConnectorKind | null;
}

export function ChannelFields(props: ChannelFieldsProps) {
  const { t, type, values, problems } = props;
  return (
    <>
      <Field
        name="name"
        label={t("channels.name")}
        hint={t("channels.name_hint")}
        value={values.name}
        problem={problems["name"]}
        maxLength={CHANNEL_NAME_CHARS_MAX + 1}
      />
      <SelectField
        name="conversationType"
        label={t("channels.conversation_type")}
        value={values.conversationType}
        problem={problems["conversationType"]}
        options={CONVERSATION_TYPES.map((value) => ({
          value,
          label: t(`conversation_type.${value}`),
        }))}
      />
      {type === "website" ? <p class="muted">{t("channels.write_first_never")}</p> : (
        <CheckField
          name="canWriteFirst"
          label={t("channels.write_first")}
          hint={t("channels.write_first_hint")}
          checked={values.canWriteFirst}
        />
      )}
      <ConnectorFields {...props} />
    </>
  );
}
