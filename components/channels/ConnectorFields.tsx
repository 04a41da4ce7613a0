// How messages of a channel leave Kartka: a choice, and the fields of what is chosen. Style sheets alone hide the others.
import type { ChannelType, ConnectorKind } from "@/lib/domain/channel.ts";
import { connectorKinds, SMTP_SECURITIES, type TypedChannel } from "@/lib/domain/channel_input.ts";
import { URL_CHARS_MAX } from "@/lib/domain/outside_url.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { CheckField, Field, Problem, SelectField } from "../Field.tsx";

export interface ConnectorFieldsProps {
  t: Translate;
  type: ChannelType;
  values: TypedChannel;
  /** Field to sentence. */
  problems: Record<string, string>;
  /** What is stored already, and so may be left empty; null for a new channel. */
  stored: ConnectorKind | null;
}

export function ConnectorFields(props: ConnectorFieldsProps) {
  const { t, type, values, problems } = props;
  const kinds = connectorKinds(type);
  return (
    <>
      <fieldset
        class="field"
        id="connector"
        aria-describedby={problems["connector"] && "connector-problem"}
      >
        <legend>{t("channels.connector")}</legend>
        {kinds.map((kind) => (
          <CheckField
            type="radio"
            name="connector"
            value={kind}
            checked={kind === values.connector}
            label={t(`connector.${kind}`)}
            hint={t(`connector_about.${kind}`)}
          />
        ))}
        <Problem id="connector-problem" text={problems["connector"]} />
      </fieldset>
      <WebhookFields {...props} />
      {kinds.includes("telegram") && <TelegramFields {...props} />}
      {kinds.includes("email") && <MailFields {...props} />}
    </>
  );
}

function WebhookFields({ t, values, problems }: ConnectorFieldsProps) {
  return (
    <div class="connector-fields of-webhook">
      <Field
        name="url"
        label={t("channels.url")}
        hint={t("channels.url_hint")}
        value={values.url}
        problem={problems["url"]}
        maxLength={URL_CHARS_MAX + 1}
      />
    </div>
  );
}

function TelegramFields({ t, values, problems, stored }: ConnectorFieldsProps) {
  return (
    <div class="connector-fields of-telegram">
      <Field
        name="botToken"
        type="password"
        label={t("channels.bot_token")}
        hint={t(stored === "telegram" ? "channels.keep_hint" : "channels.bot_token_hint")}
        value={values.botToken}
        problem={problems["botToken"]}
        autocomplete="new-password"
      />
    </div>
  );
}

function MailFields({ t, values, problems, stored }: ConnectorFieldsProps) {
  const field = (name: "host" | "port" | "user" | "from") => ({
    name,
    label: t(`channels.${name}`),
    value: values[name],
    problem: problems[name],
  });
  return (
    <div class="connector-fields of-email">
      <Field {...field("host")} />
      <Field {...field("port")} inputMode="numeric" maxLength={6} />
      <SelectField
        name="security"
        label={t("channels.security")}
        value={values.security}
        problem={problems["security"]}
        options={SMTP_SECURITIES.map((value) => ({
          value,
          label: t(`channels.security.${value}`),
        }))}
      />
      <Field {...field("user")} hint={t("channels.user_hint")} />
      <Field
        name="password"
        type="password"
        label={t("channels.password")}
        hint={stored === "email" ? t("channels.keep_hint") : undefined}
        value={values.password}
        problem={problems["password"]}
        autocomplete="new-password"
      />
      <Field {...field("from")} type="email" />
    </div>
  );
}
