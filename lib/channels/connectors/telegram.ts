// The Telegram connector: the Bot API's sendMessage, long texts in parts.
import { z } from "zod";
import { FETCH_TIMEOUT_MS, safeFetch, type SafeReply } from "../safe_fetch.ts";
import { type Connector, type Delivered, DeliveryError, type Order } from "./connector.ts";
import type { ConnectorSettings } from "./connector_settings.ts";
import { answered, statusFailure } from "./http_failure.ts";
import { openSecret } from "./open_secret.ts";
import { textParts } from "./text_parts.ts";

/** The Bot API counts UTF-16 units. */
export const TELEGRAM_CHARS_MAX = 4096;
/** The longest message has seven parts at most, and all of them have to fit into one try. */
const PART_TIMEOUT_MS = Math.min(FETCH_TIMEOUT_MS, 6_000);

const replySchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), result: z.object({ message_id: z.int() }) }),
  z.object({
    ok: z.literal(false),
    error_code: z.int().optional(),
    description: z.string().default(""),
    parameters: z.object({ retry_after: z.number().nonnegative().optional() }).default({}),
  }),
]);

export function telegramConnector(settings: ConnectorSettings): Connector {
  return { deliver: (order, signal) => sendMessage(settings, order, signal) };
}

async function sendMessage(
  settings: ConnectorSettings,
  { channel, conversation, message, partsDone }: Order,
  signal: AbortSignal,
): Promise<Delivered> {
  if (channel.connector.kind !== "telegram") throw new TypeError("The channel has no bot");
  const token = await openSecret(settings.secrets, channel.connector.botToken);
  const parts = textParts(message.text, TELEGRAM_CHARS_MAX);
  if (parts.length === 0) throw new DeliveryError("empty", { isFinal: true });
  let externalId = message.externalId;
  for (const [at, text] of parts.entries()) {
    // Gone with an earlier try, which ended at a later part.
    if (at < partsDone) continue;
    try {
      externalId = await sendPart(settings, { token, chatId: conversation.address, text, signal });
    } catch (error) {
      throw afterParts(error, at);
    }
  }
  return { state: "sent", externalId, status: 200 };
}

/** The id that Telegram has given it. */
async function sendPart(
  { telegramApi, privateHosts, resolve, now }: ConnectorSettings,
  { token, chatId, text, signal }: {
    token: string;
    chatId: string;
    text: string;
    signal: AbortSignal;
  },
): Promise<string> {
  const url = new URL(`/bot${token}/sendMessage`, telegramApi).href;
  const reply = await answered(safeFetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ chat_id: chatId, text }),
    timeoutMs: PART_TIMEOUT_MS,
    privateHosts,
    resolve,
    signal,
  }));
  const parsed = replySchema.safeParse(jsonOf(reply)).data;
  if (parsed?.ok) return String(parsed.result.message_id);
  if (parsed === undefined) {
    // Whatever is there, it is not the Bot API, or not at the moment.
    if (reply.status >= 300) throw statusFailure(reply, now());
    throw new DeliveryError("receiver_error", { isFinal: false, status: reply.status });
  }
  throw botFailure(reply, {
    description: parsed.description,
    retryAfterMs: (parsed.parameters.retry_after ?? 0) * 1000,
  }, now());
}

function jsonOf({ body }: SafeReply): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

/** The Bot API says most in words: these have been the same for years. */
function botFailure(
  reply: SafeReply,
  { description, retryAfterMs }: { description: string; retryAfterMs: number },
  nowMs: number,
): DeliveryError {
  const { status } = reply;
  const final = { isFinal: true, status };
  const passing = { isFinal: false, status, retryAfterMs };
  if (status === 429) return new DeliveryError("too_many_requests", passing);
  if (status === 403) return new DeliveryError("blocked_by_customer", final);
  if (status === 401 || status === 404) return new DeliveryError("token_refused", passing);
  if (status === 400 && /chat not found|PEER_ID_INVALID/i.test(description)) {
    return new DeliveryError("customer_unknown", final);
  }
  return statusFailure(reply, nowMs);
}

function afterParts(error: unknown, partsDone: number): unknown {
  if (!(error instanceof DeliveryError)) return error;
  const { code, isFinal, status, retryAfterMs } = error;
  return new DeliveryError(code, { isFinal, status, retryAfterMs, partsDone });
}
