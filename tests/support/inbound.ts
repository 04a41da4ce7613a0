// Channels and what they report, for tests of everything inbound.
import { ulid } from "@std/ulid";
import type { Deps } from "@/lib/actions/deps.ts";
import { type InboundReport, receiveInbound } from "@/lib/actions/receive_inbound.ts";
import { type Channel, type ChannelType, usualConversationType } from "@/lib/domain/channel.ts";
import { type InboundAnswer, type InboundEvent, inboundEventSchema } from "@/lib/domain/inbound.ts";
import type { Delivery } from "@/lib/domain/conversation.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageCreateChannel } from "@/lib/store/channels.ts";
import { requireMessageIn, stageMessageChange } from "@/lib/store/conversations.ts";
import { signedHeaders } from "@/lib/channels/signature.ts";
import { NOON } from "./deps.ts";

/** A live secret: 32 bytes, as Standard Webhooks write them. */
export const SECRET = `whsec_${new Uint8Array(32).fill(7).toBase64()}`;
/** One that no channel has unless a test gives it. */
export const OTHER_SECRET = `whsec_${new Uint8Array(32).fill(9).toBase64()}`;

/** A channel as the store keeps it, without secrets. */
export function aChannel(changes: Partial<Channel> = {}): Channel {
  const type: ChannelType = changes.type ?? "api";
  const id = ulid(NOON);
  return {
    id,
    name: `Chat ${id}`, // no two channels have one name
    type,
    conversationType: usualConversationType(type),
    canWriteFirst: false,
    connector: { kind: "sandbox" },
    secrets: [],
    enabled: true,
    createdAtMs: NOON,
    revision: 1,
    ...changes,
  };
}

/** A channel with a live secret, stored. */
export async function storedChannel(
  deps: Deps,
  { secret = SECRET, ...changes }: Partial<Channel> & { secret?: string } = {},
): Promise<Channel> {
  const sealed = await deps.secrets.seal(secret);
  const secrets = [{ id: ulid(NOON), sealed, createdAtMs: NOON }];
  const channel = aChannel({ secrets, ...changes });
  await saveChange(deps.kv, (change) => stageCreateChannel(change, channel));
  return channel;
}

/** The event of this input, as a route parses it. */
export function anEvent(input: unknown): InboundEvent {
  return inboundEventSchema.parse(input);
}

/** A text message of a sender; the address is an external id unless it is given. */
export function aMessage(
  identity: Record<string, unknown>,
  message: Record<string, unknown> = {},
): InboundEvent {
  return anEvent({ kind: "message", identity, message: { text: "Hello", ...message } });
}

let events = 0;

/** A report that nobody has sent before. */
export function aReport(event: InboundEvent, changes: Partial<InboundReport> = {}): InboundReport {
  events++;
  return { eventId: `evt_${events}`, bodyHash: `hash_${events}`, event, ...changes };
}

/** Takes the event in as a new one. */
export function receive(
  deps: Deps,
  channel: Channel,
  event: InboundEvent,
): Promise<InboundAnswer> {
  return receiveInbound(deps, channel, aReport(event));
}

/** Makes the message that an answer tells of an agent's, in this state: how it got there is the outbox's matter. */
export async function asSent(
  { kv }: Deps,
  answer: InboundAnswer,
  state: Delivery["state"],
): Promise<InboundAnswer> {
  await saveChange(kv, async (change) => {
    const { conversationId, messageId } = answer;
    const message = await requireMessageIn(change, conversationId ?? "", messageId ?? "");
    const delivery = { state, tries: 1, atMs: NOON, nextTryAtMs: null, problem: null };
    stageMessageChange(change, { ...message, direction: "out", delivery });
  });
  return answer;
}

export interface Sent {
  id?: string;
  secret?: string;
  /** When it was signed; now by the test's clock unless it is given. */
  atMs?: number;
  type?: string;
  /** Laid over those of the signature. */
  headers?: Record<string, string>;
  origin?: string;
}

/** A signed request, as a provider sends it: no cookie, no Origin. Text goes as it is, all else as JSON. */
export async function signedRequest(
  channelId: string,
  body: unknown,
  { id, secret = SECRET, atMs = NOON, type = "application/json", headers, origin }: Sent = {},
): Promise<Request> {
  events++;
  const bytes = bytesOf(body);
  const timestampSeconds = Math.floor(atMs / 1000);
  const signed = await signedHeaders(secret, {
    id: id ?? `evt_${events}`,
    timestampSeconds,
    body: bytes,
  });
  return new Request(`${origin ?? "http://localhost:8000"}/api/inbound/${channelId}`, {
    method: "POST",
    headers: { "content-type": type, ...signed, ...headers },
    body: bytes,
  });
}

function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
}
