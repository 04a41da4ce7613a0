// A channel's form as it is posted, and what a new one starts with.
import {
  canWriteFirstByDefault,
  type ChannelType,
  channelTypeSchema,
  usualConversationType,
} from "@/lib/domain/channel.ts";
import { connectorKinds, EMPTY_CONNECTOR, type TypedChannel } from "@/lib/domain/channel_input.ts";
import { ConfigError, type FieldProblems, NotFoundError } from "@/lib/errors.ts";
import { formProblems } from "./contact_form_page.ts";
import { formText } from "./input.ts";

export function readChannelForm(form: FormData): TypedChannel {
  const text = (name: string) => formText(form, name);
  return {
    name: text("name"),
    conversationType: text("conversationType"),
    canWriteFirst: form.has("canWriteFirst"),
    connector: text("connector"),
    url: text("url"),
    botToken: text("botToken"),
    host: text("host"),
    port: text("port"),
    security: text("security"),
    user: text("user"),
    password: text("password"),
    from: text("from"),
  };
}

/** By its type: how conversations go in it, and the connector made for it. */
export function newChannelForm(type: ChannelType): TypedChannel {
  const conversationType = usualConversationType(type);
  const [own] = connectorKinds(type).filter((kind) => kind === type);
  return {
    ...EMPTY_CONNECTOR,
    name: "",
    conversationType,
    canWriteFirst: canWriteFirstByDefault({ type, conversationType }),
    connector: own ?? EMPTY_CONNECTOR.connector,
  };
}

/** The problems to show in the form again, a missing or changed key among them; any other error is thrown on. */
export function channelProblems(error: unknown): FieldProblems {
  return error instanceof ConfigError ? { form: { code: "secrets_closed" } } : formProblems(error);
}

/** What is typed into secret fields is not sent back into a page. */
export function withoutSecrets(typed: TypedChannel): TypedChannel {
  return { ...typed, botToken: "", password: "" };
}

/** The type that a path names. Throws `NotFoundError`. */
export function channelTypeOf(params: Record<string, string>): ChannelType {
  const type = channelTypeSchema.safeParse(params.type);
  if (!type.success) throw new NotFoundError("There is no such type of channel");
  return type.data;
}
