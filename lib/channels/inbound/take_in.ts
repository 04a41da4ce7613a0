// From a request to what it is told: who signed it, what it holds, and the one action that takes it in (10.2).
import { openChannelSecrets } from "@/lib/actions/channel_secret.ts";
import type { Deps } from "@/lib/actions/deps.ts";
import { countBadSignature, logRefusal } from "@/lib/actions/log_refusal.ts";
import { receiveInbound } from "@/lib/actions/receive_inbound.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { type InboundAnswer, type InboundEvent, NOTHING_KEPT } from "@/lib/domain/inbound.ts";
import type { InboundProblem } from "@/lib/domain/inbound_problem.ts";
import {
  BusyError,
  InputError,
  KartkaError,
  NotFoundError,
  RefusedError,
  TooLargeError,
} from "@/lib/errors.ts";
import { findChannel } from "@/lib/store/channels.ts";
import { verifySignature } from "../signature.ts";
import { parseJsonEvent } from "./json_event.ts";
import { parseMail } from "./mail.ts";
import { isTelegramToken, parseTelegramUpdate } from "./telegram.ts";

/** A request as it came, its body read whole. */
export interface InboundRequest {
  channelId: string;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  /** The sender's network address, as the limiter counts it. */
  address: string;
}

/** What a body holds: a mail server's report leads to no message of ours more often than not. */
type Content = { event: InboundEvent; isBounce: boolean } | { event: null; isBounce: true };

/**
 * A request signed by Standard Webhooks, with an event as JSON or a mail as `message/rfc822`. Throws `RefusedError`
 * (401, 404, 409, 400, 415), `InputError`, `NotFoundError`, `BusyError` (429, 503).
 */
export async function takeInSigned(deps: Deps, request: InboundRequest): Promise<InboundAnswer> {
  const channel = await requireKnown(deps, request);
  const secrets = await openChannelSecrets(deps, channel);
  const { headers, body } = request;
  const verdict = await verifySignature(secrets, headers, body, deps.now());
  if (verdict.problem !== undefined) {
    return await refuseSender(deps, channel, request, `signature_${verdict.problem}`);
  }
  return await logged(deps, channel, verdict.id, async () => {
    requireOn(channel);
    const { event, isBounce } = await contentOf(channel, headers.get("content-type") ?? "", body);
    const passOverBounce = () => passOver(deps, channel, verdict.id, "bounce");
    if (event === null) return await passOverBounce();
    try {
      const bodyHash = await digest(body);
      return await receiveInbound(deps, channel, { eventId: verdict.id, bodyHash, event });
    } catch (error) {
      if (!isBounce || !(error instanceof NotFoundError)) throw error;
      return await passOverBounce();
    }
  });
}

/** An update as Telegram posts it, shown to be Telegram's by its token. Throws as `takeInSigned` does. */
export async function takeInTelegram(deps: Deps, request: InboundRequest): Promise<InboundAnswer> {
  const channel = await requireKnown(deps, request);
  if (channel.type !== "telegram") throw unknown(request.channelId);
  const token = request.headers.get("x-telegram-bot-api-secret-token") ?? "";
  const secrets = await openChannelSecrets(deps, channel);
  if (!isTelegramToken(secrets, token)) {
    const problem = token === "" ? "signature_missing" : "signature_wrong";
    return await refuseSender(deps, channel, request, problem);
  }
  return await logged(deps, channel, "", async () => {
    requireOn(channel);
    const { eventId, event } = parseTelegramUpdate(request.body);
    if (event === null) return await passOver(deps, channel, eventId, "unsupported");
    // An update's id is enough: nobody promises that Telegram writes it the same way twice.
    return await receiveInbound(deps, channel, { eventId, bodyHash: eventId, event });
  });
}

async function requireKnown({ kv }: Deps, { channelId }: InboundRequest): Promise<Channel> {
  const channel = await findChannel(kv, channelId);
  if (channel === null) throw unknown(channelId);
  return channel;
}

function unknown(channelId: string): RefusedError {
  return new RefusedError(
    `There is no channel ${channelId.slice(0, 40)} here`,
    404,
    "channel_unknown",
  );
}

/** Told only to those who have signed. */
function requireOn({ id, enabled }: Channel): void {
  if (!enabled) throw new RefusedError(`Channel ${id} is switched off`, 404, "channel_off");
}

async function refuseSender(
  deps: Deps,
  channel: Channel,
  { address }: InboundRequest,
  problem: "signature_missing" | "signature_old" | "signature_wrong",
): Promise<never> {
  await countBadSignature(deps, channel, { problem, address });
  throw new RefusedError(`Request to channel ${channel.id} refused: ${problem}`, 401, problem);
}

async function contentOf(
  channel: Channel,
  contentType: string,
  body: Uint8Array,
): Promise<Content> {
  const [type = ""] = contentType.toLowerCase().split(";");
  if (type.trim() === "application/json") return { event: parseJsonEvent(body), isBounce: false };
  // A mail says who it is from by an address, which other channels do not know people by.
  if (type.trim() !== "message/rfc822" || channel.type !== "email") {
    throw new RefusedError("Cannot read a body of this type", 415, "body_type");
  }
  const event = await parseMail(body);
  return event === null
    ? { event, isBounce: true }
    : { event, isBounce: event.kind === "delivery" };
}

/** Told that all is well, so that it is not sent again. */
async function passOver(
  deps: Deps,
  channel: Channel,
  eventId: string,
  problem: InboundProblem,
): Promise<InboundAnswer> {
  await logRefusal(deps, channel, { eventId, problem, status: 200 });
  return NOTHING_KEPT;
}

/** What a signed request was refused for stands in the channel's log. */
async function logged(
  deps: Deps,
  channel: Channel,
  eventId: string,
  take: () => Promise<InboundAnswer>,
): Promise<InboundAnswer> {
  try {
    return await take();
  } catch (error) {
    const problem = problemOf(error);
    if (problem !== null && error instanceof KartkaError) {
      await logRefusal(deps, channel, { eventId, problem, status: error.status });
    }
    throw error;
  }
}

function problemOf(error: unknown): InboundProblem | null {
  if (error instanceof RefusedError) {
    return error.reason === "channel_unknown" ? null : error.reason;
  }
  if (error instanceof InputError || error instanceof TooLargeError) return "invalid";
  if (error instanceof NotFoundError) return "message_unknown";
  return error instanceof BusyError ? "busy" : null;
}

async function digest(body: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
