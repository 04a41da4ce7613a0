// The outbox: messages that wait to be delivered, one line a conversation, so that each conversation keeps its order.
import { z } from "zod";
import type { Message } from "@/lib/domain/conversation.ts";
import { ConflictError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { messageKey, outboxDueKey, outboxKey, outboxLineKey } from "./keys/conversations.ts";
import { rangePrefix } from "./keys/range.ts";

/** The lane of lines that verify has mended without knowing their channel; whoever drains it moves them on. */
export const LOST_LANE = "";

/** A conversation's turn: who works on it until when, and when there is something to do. */
export const outboxLineSchema = z.object({
  /** In whose lane it waits. */
  channelId: z.string(),
  /** When the line is to be looked at: the next try, or when a lease is over and its holder has died. */
  dueAtMs: z.number(),
  /** Whoever delivers now; null when nobody does. */
  lease: z.string().nullable(),
});
export type OutboxLine = z.infer<typeof outboxLineSchema>;

/** A message's place; all that is known of its tries stands in the message. */
export const waitingSchema = z.object({
  queuedAtMs: z.number(),
  /** Of a message that goes out in parts: how many have gone. */
  partsDone: z.int().nonnegative().default(0),
});
export type Waiting = z.infer<typeof waitingSchema>;

/** A line as its place in the order of time names it. */
export interface DueLine {
  channelId: string;
  dueAtMs: number;
  conversationId: string;
}

/** Puts a message at the end of its conversation's line, in the commit that stores it. 1 check. */
export async function stageQueued(
  change: Change,
  { conversationId, id }: Message,
  { channelId, nowMs }: { channelId: string; nowMs: number },
): Promise<void> {
  stageWaiting(change, { conversationId, id }, { queuedAtMs: nowMs, partsDone: 0 });
  const line = await readLineIn(change, conversationId);
  // Written again where it stands: whoever is about to end the line must see that it has grown.
  const after = line ?? { channelId, dueAtMs: nowMs, lease: null };
  stageLine(change, conversationId, { before: line, after });
}

/**
 * Has a message tried again at once, with all its tries before it: one that has failed, or one that waits for its next
 * try. It goes before younger ones that wait. The caller has read the message in this change; returns what it is now.
 * Throws `ConflictError` when it has gone already. 1 check.
 */
export async function stageRetry(
  change: Change,
  message: Message,
  { channelId, nowMs }: { channelId: string; nowMs: number },
): Promise<Message> {
  const state = message.delivery?.state;
  if (state !== "failed" && state !== "queued") {
    throw new ConflictError(`Cannot send message ${message.id} again: it has gone already`);
  }
  const delivery = { state: "queued", tries: 0, atMs: nowMs, nextTryAtMs: nowMs, problem: null };
  const after: Message = { ...message, delivery: { ...delivery, state: "queued" } };
  change.set(messageKey(message.conversationId, message.id), after);
  if (state === "failed") stageWaiting(change, message, { queuedAtMs: nowMs, partsDone: 0 });
  const line = await readLineIn(change, message.conversationId);
  stageLine(change, message.conversationId, {
    before: line,
    // Whoever holds the line looks for the first message by themselves.
    after: line?.lease ? line : { channelId, dueAtMs: nowMs, lease: null },
  });
  return after;
}

/** Takes a queued message out of the line in the commit that says that it has arrived; its turn finds nothing to do. */
export function stageUnqueued(
  change: Change,
  { conversationId, id }: Pick<Message, "conversationId" | "id">,
): void {
  change.delete(outboxKey(conversationId, id));
}

/** Makes or changes a message's place. */
export function stageWaiting(
  change: Change,
  { conversationId, id }: Pick<Message, "conversationId" | "id">,
  waiting: Waiting,
): void {
  change.set(outboxKey(conversationId, id), waiting);
}

/** The line as it is, checked; null when nothing waits. */
export async function readLineIn(
  change: Change,
  conversationId: string,
): Promise<OutboxLine | null> {
  const { value } = await change.get(outboxLineKey(conversationId));
  return value === null ? null : outboxLineSchema.parse(value);
}

/** Moves a line and its place in the order of time; null after: nothing waits any more. */
export function stageLine(
  change: Change,
  conversationId: string,
  { before, after }: { before: OutboxLine | null; after: OutboxLine | null },
): void {
  if (before !== null) {
    change.delete(outboxDueKey(before.channelId, before.dueAtMs, conversationId));
  }
  if (after === null) {
    change.delete(outboxLineKey(conversationId));
    return;
  }
  change.set(outboxLineKey(conversationId), after);
  change.set(outboxDueKey(after.channelId, after.dueAtMs, conversationId), 0);
}

/** Lines of a channel that are due, the longest waiting first; at most `limit`. */
export async function listDueLines(
  kv: Deno.Kv,
  channelId: string,
  { nowMs, limit }: { nowMs: number; limit: number },
): Promise<DueLine[]> {
  const prefix = rangePrefix("outbox_due", channelId);
  const entries = kv.list({ prefix, end: [...prefix, nowMs + 1] }, { limit });
  return await Array.fromAsync(entries, ({ key }) => ({
    channelId,
    dueAtMs: Number(key[3]),
    conversationId: String(key[4]),
  }));
}

/** When the next line of a channel will be due, or has been; null when none waits. */
export async function nextDueAtMs(kv: Deno.Kv, channelId: string): Promise<number | null> {
  const prefix = rangePrefix("outbox_due", channelId);
  for await (const { key } of kv.list({ prefix }, { limit: 1 })) return Number(key[3]);
  return null;
}
