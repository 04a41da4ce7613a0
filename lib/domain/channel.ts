// A channel: one way in which customers and agents reach each other, and how it is delivered (10.1, 10.3).
import { z } from "zod";

export const CHANNELS_MAX = 100;
export const CHANNEL_NAME_CHARS_MAX = 60;
/** The one in use and the one before it, so that the other side can change over (10.1). */
export const SECRETS_MAX = 2;

export const CHANNEL_TYPES = [
  "website",
  "api",
  "telegram",
  "viber",
  "whatsapp",
  "email",
  "call",
] as const;
export const channelTypeSchema = z.enum(CHANNEL_TYPES);
export type ChannelType = z.infer<typeof channelTypeSchema>;

export const CONVERSATION_TYPES = ["chat", "social", "email", "call"] as const;
export const conversationTypeSchema = z.enum(CONVERSATION_TYPES);
export type ConversationType = z.infer<typeof conversationTypeSchema>;

/** A secret as the store keeps it: encrypted under the installation's key, and readable again, for it signs. */
export const sealedSchema = z.string().brand("Sealed");
export type Sealed = z.infer<typeof sealedSchema>;

/** How what agents send leaves Kartka. */
export const connectorSchema = z.discriminatedUnion("kind", [
  /** To a page inside Kartka, so that everything can be tried without an account. */
  z.object({ kind: z.literal("sandbox") }),
  z.object({ kind: z.literal("webhook"), url: z.string() }),
  z.object({ kind: z.literal("telegram"), botToken: sealedSchema }),
  z.object({
    kind: z.literal("email"),
    host: z.string(),
    port: z.int(),
    /** TLS from the first byte, STARTTLS required, or neither. */
    security: z.enum(["tls", "starttls", "none"]),
    user: z.string(), // "" for a server that asks for none
    password: sealedSchema.nullable(),
    from: z.string(),
  }),
]);
export type Connector = z.infer<typeof connectorSchema>;
export type ConnectorKind = Connector["kind"];

/** Signs what comes in and what goes out by webhook; `whsec_…` of Standard Webhooks. */
export const channelSecretSchema = z.object({
  id: z.string(), // ULID
  sealed: sealedSchema,
  createdAtMs: z.number(),
});
export type ChannelSecret = z.infer<typeof channelSecretSchema>;

export const channelSchema = z.object({
  id: z.string(), // ULID
  name: z.string(),
  type: channelTypeSchema,
  conversationType: conversationTypeSchema,
  /** "Can write first to a new client". */
  canWriteFirst: z.boolean(),
  connector: connectorSchema,
  /** Newest first; both are accepted, and both sign what goes out. */
  secrets: z.array(channelSecretSchema),
  /** Switched off, it takes nothing in and sends nothing out. */
  enabled: z.boolean(),
  createdAtMs: z.number(),
  revision: z.int().positive(),
});
export type Channel = z.infer<typeof channelSchema>;

/** The conversation type a channel type has until an admin chooses another. */
export function usualConversationType(type: ChannelType): ConversationType {
  if (type === "email" || type === "call") return type;
  return type === "website" || type === "api" ? "chat" : "social";
}

/** On by default for e-mail and calls, off otherwise, never for website chat (10.1). */
export function canWriteFirstByDefault(
  { type, conversationType }: Pick<Channel, "type" | "conversationType">,
): boolean {
  if (type === "website") return false;
  return conversationType === "email" || conversationType === "call";
}

/** By what a customer is known in a channel of a type: an address that all channels share, or an id of its own. */
export function addressKind(type: ChannelType): "email" | "phone" | "identity" {
  if (type === "email") return "email";
  return type === "call" ? "phone" : "identity";
}
