// The webhook connector: a signed POST with the message as JSON, in the shape that docs/delivery.md shows.
import { addressKind, type Channel } from "@/lib/domain/channel.ts";
import type { Conversation, Message } from "@/lib/domain/conversation.ts";
import { safeFetch } from "../safe_fetch.ts";
import { signedHeaders } from "../signature.ts";
import { type Connector, type Delivered, DeliveryError, type Order } from "./connector.ts";
import type { ConnectorSettings } from "./connector_settings.ts";
import { answered, statusFailure } from "./http_failure.ts";
import { openSecrets } from "./open_secret.ts";

const EXTERNAL_ID_CHARS_MAX = 200;

export function webhookConnector(settings: ConnectorSettings): Connector {
  return { deliver: (order, signal) => post(settings, order, signal) };
}

async function post(
  { secrets, privateHosts, resolve, now }: ConnectorSettings,
  { channel, conversation, message }: Order,
  signal: AbortSignal,
): Promise<Delivered> {
  if (channel.connector.kind !== "webhook") throw new TypeError("The channel has no webhook");
  const body = new TextEncoder().encode(
    JSON.stringify(webhookBody(channel, conversation, message)),
  );
  // The same id at every try, so that the receiver can tell one that has come before.
  const signed = { id: message.id, timestampSeconds: Math.floor(now() / 1000), body };
  const signatures = await signAll(secrets, channel, signed);
  const request = safeFetch(channel.connector.url, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "Kartka", ...signatures },
    body,
    privateHosts,
    resolve,
    signal,
  });
  const reply = await answered(request);
  if (reply.status < 200 || reply.status > 299) throw statusFailure(reply, now());
  return { state: "sent", externalId: externalIdOf(reply.body), status: reply.status };
}

/** By every live secret, as the standard has it: the receiver changes over when it likes. */
async function signAll(
  box: ConnectorSettings["secrets"],
  channel: Channel,
  signed: Parameters<typeof signedHeaders>[1],
): Promise<Record<string, string>> {
  if (channel.secrets.length === 0) throw new DeliveryError("no_secret", { isFinal: false });
  const opened = await openSecrets(box, channel);
  const all = await Promise.all(opened.map((secret) => signedHeaders(secret, signed)));
  const signatures = all.map((headers) => headers["webhook-signature"]);
  return { ...all[0], "webhook-signature": signatures.join(" ") };
}

/** What the receiver gets: what inbound events look like, with the ids that a delivery report names. */
function webhookBody(channel: Channel, conversation: Conversation, message: Message) {
  const head = {
    channelId: channel.id,
    channelType: channel.type,
    contactId: conversation.contactId,
    conversationId: conversation.id,
    messageId: message.id,
    identity: { [identityField(channel)]: conversation.address },
  };
  if (message.kind === "call") {
    return { kind: "call", ...head, call: { sentAtMs: message.atMs } };
  }
  const { template, atMs: sentAtMs } = message;
  // Of a template the text is what people read in Kartka.
  const text = template === null ? message.text : "";
  const { subject } = conversation;
  return { kind: "message", ...head, message: { text, subject, template, sentAtMs } };
}

function identityField({ type }: Channel): "externalId" | "email" | "phone" {
  const kind = addressKind(type);
  return kind === "identity" ? "externalId" : kind;
}

/** `{"id": "…"}` in the answer is the receiver's own id of the message; anything else is as good as nothing. */
function externalIdOf(body: Uint8Array): string | null {
  try {
    const reply: unknown = JSON.parse(new TextDecoder().decode(body));
    const id = typeof reply === "object" && reply !== null && "id" in reply ? reply.id : null;
    const isId = typeof id === "string" && id.length > 0 && id.length <= EXTERNAL_ID_CHARS_MAX;
    return isId && id.isWellFormed() ? id : null;
  } catch {
    return null;
  }
}
