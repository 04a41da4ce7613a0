// A turn at the outbox: taking a conversation's line for a while, and writing what became of its messages while it is ours.
import {
  type Conversation,
  conversationSchema,
  type Delivery,
  type Message,
  messageSchema,
} from "@/lib/domain/conversation.ts";
import type { ChannelLogEntry } from "@/lib/domain/channel_log.ts";
import type { DeliveryProblem } from "@/lib/domain/delivery_problem.ts";
import { type Change, saveChange } from "./change.ts";
import { stageChannelLog } from "./channel_log.ts";
import { stageTrouble } from "./channel_trouble.ts";
import { conversationKey, messageKey, outboxDueKey, outboxKey } from "./keys/conversations.ts";
import { rangePrefix } from "./keys/range.ts";
import {
  type DueLine,
  LOST_LANE,
  type OutboxLine,
  readLineIn,
  stageLine,
  stageWaiting,
  waitingSchema,
} from "./outbox.ts";

/** A line that is ours as long as it names our lease. */
export interface Turn {
  channelId: string;
  conversationId: string;
  lease: string;
  /** How long the line stays ours after each commit that we make. */
  leaseMs: number;
}

/** The message whose turn it is. */
export interface FirstWaiting {
  messageId: string;
  partsDone: number;
  /** Null when the records are gone or the message waits no longer: its place is all that is left. */
  order: { conversation: Conversation; message: Message } | null;
}

/** What became of a try. */
export type Result =
  | { state: "sent" | "delivered"; externalId: string | null; status: number | null }
  | { state: "failed"; problem: DeliveryProblem; status: number | null }
  | {
    state: "queued";
    problem: DeliveryProblem;
    status: number | null;
    nextTryAtMs: number;
    partsDone: number;
  };

/** `next`: the line is still ours, and more waits. `over`: it is not ours any more, as it should be. `lost`: someone else took it, and nothing was written. */
export type Step = "next" | "over" | "lost";

/** Takes a line that is due. Null when someone else was faster, or nothing is left of it. */
export function claimTurn(
  kv: Deno.Kv,
  { channelId, dueAtMs, conversationId }: DueLine,
  { nowMs, lease, leaseMs }: { nowMs: number; lease: string; leaseMs: number },
): Promise<Turn | null> {
  return saveChange(kv, async (change) => {
    const dueKey = outboxDueKey(channelId, dueAtMs, conversationId);
    const [line, due] = await Promise.all([
      readLineIn(change, conversationId),
      change.read(dueKey),
    ]);
    if (line?.dueAtMs !== dueAtMs || line.channelId !== channelId) {
      // A place without its line would come up for ever.
      if (due.value !== null) change.delete(dueKey);
      return null;
    }
    const lane = channelId === LOST_LANE ? await laneOf(change, conversationId) : channelId;
    const after = { channelId: lane, dueAtMs: nowMs + leaseMs, lease };
    stageLine(change, conversationId, { before: line, after });
    return { channelId: lane, conversationId, lease, leaseMs };
  });
}

async function laneOf(change: Change, conversationId: string): Promise<string> {
  const { value } = await change.read(conversationKey(conversationId));
  return conversationSchema.safeParse(value).data?.channelId ?? LOST_LANE;
}

/** The first message of a conversation's line; null when none waits. */
export async function findFirstWaiting(
  kv: Deno.Kv,
  conversationId: string,
): Promise<FirstWaiting | null> {
  const first = await firstPlaces(kv, conversationId, 1);
  const [entry] = first;
  if (entry === undefined) return null;
  const messageId = String(entry.key[3]);
  const { partsDone } = waitingSchema.parse(entry.value);
  const [conversation, message] = await kv.getMany([
    conversationKey(conversationId),
    messageKey(conversationId, messageId),
  ]);
  if (conversation.value === null || message.value === null) {
    return { messageId, partsDone, order: null };
  }
  const order = {
    conversation: conversationSchema.parse(conversation.value),
    message: messageSchema.parse(message.value),
  };
  const isWaiting = order.message.delivery?.state === "queued";
  return { messageId, partsDone, order: isWaiting ? order : null };
}

/** Writes what became of the first message, in one commit with its place, the line and the log. */
export function settle(
  kv: Deno.Kv,
  turn: Turn,
  { messageId, result, nowMs, logId }: {
    messageId: string;
    result: Result;
    nowMs: number;
    logId: string;
  },
): Promise<Step> {
  return saveChange(kv, async (change) => {
    const key = messageKey(turn.conversationId, messageId);
    const [line, { value }] = await Promise.all([
      readLineIn(change, turn.conversationId),
      change.get(key),
    ]);
    if (line?.lease !== turn.lease) return "lost";
    const message = messageSchema.parse(value);
    const entry = logEntry(turn, { messageId, result, nowMs, logId });
    stageChannelLog(change, entry);
    await stageTrouble(change, entry);
    // A receipt that came before us knows more than we do.
    const isWaiting = message.delivery?.state === "queued";
    if (isWaiting) change.set(key, withResult(message, result, nowMs));
    if (!isWaiting || result.state !== "queued") {
      return await stageNext(change, turn, { line, messageId, nowMs });
    }
    stageWaiting(change, message, { queuedAtMs: message.atMs, partsDone: result.partsDone });
    stageRelease(change, turn, { line, dueAtMs: result.nextTryAtMs });
    return "over";
  });
}

/** Removes a place that nothing stands behind. */
export function dropWaiting(
  kv: Deno.Kv,
  turn: Turn,
  { messageId, nowMs }: { messageId: string; nowMs: number },
): Promise<Step> {
  return saveChange(kv, async (change) => {
    const [line, message] = await Promise.all([
      readLineIn(change, turn.conversationId),
      change.get(messageKey(turn.conversationId, messageId)),
    ]);
    if (line?.lease !== turn.lease) return "lost";
    // It was queued again since we looked.
    if (messageSchema.safeParse(message.value).data?.delivery?.state === "queued") return "next";
    return await stageNext(change, turn, { line, messageId, nowMs });
  });
}

/** Gives the line back, to be looked at again at a time; it ends when nothing waits. */
export function releaseTurn(kv: Deno.Kv, turn: Turn, dueAtMs: number): Promise<Step> {
  return saveChange(kv, async (change) => {
    const line = await readLineIn(change, turn.conversationId);
    if (line?.lease !== turn.lease) return "lost";
    const [first] = await firstPlaces(change.kv, turn.conversationId, 1);
    if (first === undefined) {
      stageLine(change, turn.conversationId, { before: line, after: null });
      return "over";
    }
    stageRelease(change, turn, { line, dueAtMs });
    return "over";
  });
}

/** One message less: the line is ours for another while if more wait, else it ends. */
async function stageNext(
  change: Change,
  { conversationId, leaseMs }: Turn,
  { line, messageId, nowMs }: { line: OutboxLine; messageId: string; nowMs: number },
): Promise<Step> {
  change.delete(outboxKey(conversationId, messageId));
  // The line was read before: one that comes later writes it again, and this commit fails.
  const places = await firstPlaces(change.kv, conversationId, 2);
  const hasMore = places.some(({ key }) => key[3] !== messageId);
  const after = hasMore ? { ...line, dueAtMs: nowMs + leaseMs } : null;
  stageLine(change, conversationId, { before: line, after });
  return hasMore ? "next" : "over";
}

function stageRelease(
  change: Change,
  { conversationId }: Turn,
  { line, dueAtMs }: { line: OutboxLine; dueAtMs: number },
): void {
  stageLine(change, conversationId, { before: line, after: { ...line, dueAtMs, lease: null } });
}

function firstPlaces(
  kv: Deno.Kv,
  conversationId: string,
  limit: number,
): Promise<Deno.KvEntry<unknown>[]> {
  return Array.fromAsync(kv.list({ prefix: rangePrefix("outbox", conversationId) }, { limit }));
}

function withResult(message: Message, result: Result, nowMs: number): Message {
  const delivery: Delivery = {
    state: result.state,
    tries: (message.delivery?.tries ?? 0) + 1,
    atMs: nowMs,
    nextTryAtMs: result.state === "queued" ? result.nextTryAtMs : null,
    problem: "problem" in result ? result.problem : null,
  };
  const externalId = "externalId" in result ? result.externalId : null;
  return { ...message, delivery, externalId: externalId ?? message.externalId };
}

function logEntry(
  { channelId, conversationId }: Turn,
  { messageId, result, nowMs, logId }: {
    messageId: string;
    result: Result;
    nowMs: number;
    logId: string;
  },
): ChannelLogEntry {
  return {
    id: logId,
    channelId,
    atMs: nowMs,
    direction: "out",
    outcome: result.state === "queued" ? "retry" : result.state,
    subjectId: messageId,
    conversationId,
    problem: "problem" in result ? result.problem : null,
    status: result.status,
  };
}
