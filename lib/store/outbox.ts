// The outbox: messages that wait to be delivered, one line a conversation, so that each conversation keeps its order.
import { z } from "zod";
import type { Message } from "@/lib/domain/conversation.ts";
import type { Change } from "./change.ts";
import { outboxDueKey, outboxKey, outboxLineKey } from "./keys.ts";

/** A conversation's turn: who works on it until when, and when there is something to do. */
export const outboxLineSchema = z.object({
  /** When the line is to be looked at: the next try, or when a lease is over and its holder has died. */
  dueAtMs: z.number(),
  /** Failed tries of the first message. */
  tries: z.int().nonnegative(),
  /** Whoever delivers now; null when nobody does. */
  lease: z.string().nullable(),
});
export type OutboxLine = z.infer<typeof outboxLineSchema>;

/** Puts a message at the end of its conversation's line, in the commit that stores it. 1 check. */
export async function stageQueued(change: Change, message: Message, nowMs: number): Promise<void> {
  const { conversationId, id } = message;
  change.set(outboxKey(conversationId, id), { queuedAtMs: nowMs });
  const { value } = await change.get(outboxLineKey(conversationId));
  // Written again where it stands: whoever is about to end the line must see that it has grown.
  const line = value === null ? null : outboxLineSchema.parse(value);
  stageLine(change, conversationId, {
    before: line,
    after: line ?? { dueAtMs: nowMs, tries: 0, lease: null },
  });
}

/** Moves a line and its place in the order of time; null after: nothing waits any more. */
export function stageLine(
  change: Change,
  conversationId: string,
  { before, after }: { before: OutboxLine | null; after: OutboxLine | null },
): void {
  if (before !== null) change.delete(outboxDueKey(before.dueAtMs, conversationId));
  if (after === null) {
    change.delete(outboxLineKey(conversationId));
    return;
  }
  change.set(outboxLineKey(conversationId), after);
  change.set(outboxDueKey(after.dueAtMs, conversationId), 0);
}
