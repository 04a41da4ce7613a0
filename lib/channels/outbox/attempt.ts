// One try to deliver a message: it ends in time, whatever the connector does, and always with a result.
import type { Channel } from "@/lib/domain/channel.ts";
import type { Conversation, Message } from "@/lib/domain/conversation.ts";
import { listMessages } from "@/lib/store/conversations.ts";
import type { Result } from "@/lib/store/outbox_turn.ts";
import {
  type Connector,
  type Delivered,
  DeliveryError,
  type Order,
} from "../connectors/connector.ts";
import { retryPauseMs } from "./backoff.ts";

/** How far back an e-mail refers. */
const EARLIER_MAX = 20;

export interface Attempt {
  kv: Deno.Kv;
  connector: Connector;
  channel: Channel;
  conversation: Conversation;
  message: Message;
  partsDone: number;
  /** After that the try has failed; shorter than the lease. */
  timeoutMs: number;
  now(): number;
  /** Told about faults of connectors. */
  onFailure(error: unknown): void;
}

/** What became of the try, and what the channel's rest has to know of a failure that may pass. */
export interface Tried {
  result: Result;
  /** The error of a try that may succeed at another time; null when the other side has taken or refused the message. */
  passing: DeliveryError | null;
}

/** Never throws. */
export async function attempt(tried: Attempt): Promise<Tried> {
  try {
    const { state, externalId, status } = await deliverInTime(tried);
    return { result: { state, externalId, status }, passing: null };
  } catch (error) {
    const failure = asDeliveryError(error, tried.onFailure);
    return { result: resultOf(failure, tried), passing: failure.isFinal ? null : failure };
  }
}

async function deliverInTime({ connector, timeoutMs, ...tried }: Attempt): Promise<Delivered> {
  const ending = new AbortController();
  const { promise: end, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    ending.abort();
    reject(new DeliveryError("timeout", { isFinal: false }));
  }, timeoutMs);
  try {
    return await Promise.race([end, connector.deliver(orderOf(tried), ending.signal)]);
  } finally {
    clearTimeout(timer);
  }
}

function orderOf(
  { kv, channel, conversation, message, partsDone }: Omit<Attempt, "connector" | "timeoutMs">,
): Order {
  return {
    channel,
    conversation,
    message,
    partsDone,
    async earlierIds() {
      const wish = { limit: EARLIER_MAX, before: message.id };
      const { items } = await listMessages(kv, conversation.id, wish);
      return items.reverse().flatMap(({ externalId }) => externalId === null ? [] : [externalId]);
    },
  };
}

function asDeliveryError(error: unknown, onFailure: (error: unknown) => void): DeliveryError {
  if (error instanceof DeliveryError) return error;
  onFailure(error);
  return new DeliveryError("internal", { isFinal: false });
}

function resultOf(
  { code: problem, status, isFinal, retryAfterMs, partsDone }: DeliveryError,
  { message, now, partsDone: before }: Attempt,
): Result {
  const failedTries = (message.delivery?.tries ?? 0) + 1;
  const pauseMs = isFinal ? null : retryPauseMs(failedTries, retryAfterMs);
  if (pauseMs === null) return { state: "failed", problem, status };
  return {
    state: "queued",
    problem,
    status,
    nextTryAtMs: now() + pauseMs,
    partsDone: Math.max(before, partsDone),
  };
}
