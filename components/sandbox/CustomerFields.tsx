// Who a new customer of the sandbox is: a name, and the address by which the channel knows them.
import { addressKind, type ChannelType } from "@/lib/domain/channel.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Field } from "../Field.tsx";

export interface CustomerFieldsProps {
  viewer: Viewer;
  type: ChannelType;
  /** Field to text, by the paths of the event. */
  values: Record<string, string>;
  /** Field to sentence. */
  problems: Record<string, string>;
}

export function CustomerFields({ viewer: { t }, type, values, problems }: CustomerFieldsProps) {
  const kind = addressKind(type);
  const field = (name: string) => ({ name, value: values[name], problem: problems[name] });
  return (
    <>
      <Field {...field("identity.name")} label={`${t("sandbox.name")} (${t("form.optional")})`} />
      {kind === "email" && (
        <>
          <Field {...field("identity.email")} type="email" label={t("sandbox.email")} />
          <Field
            {...field("message.subject")}
            label={`${t("sandbox.subject")} (${t("form.optional")})`}
          />
        </>
      )}
      {kind === "phone" && (
        <Field {...field("identity.phone")} type="tel" label={t("sandbox.phone")} />
      )}
      {kind === "identity" && (
        <Field
          {...field("identity.externalId")}
          label={t("sandbox.identity")}
          hint={t("sandbox.identity_hint")}
        />
      )}
    </>
  );
}
