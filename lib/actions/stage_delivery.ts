// A provider's report on a message that Kartka has sent: its delivery goes forward, never back (10.3).
import type { Channel } from "@/lib/domain/channel.ts";
import type { Delivery } from "@/lib/domain/conversation.ts";
import type { DeliveryEvent, InboundAnswer } from "@/lib/domain/inbound.ts";
import { NotFoundError } from "@/lib/errors.ts";
import type { Change } from "@/lib/store/change.ts";
import { stageChannelLog } from "@/lib/store/channel_log.ts";
import {
  requireConversationIn,
  requireMessageIn,
  stageMessageChange,
} from "@/lib/store/conversations.ts";
import { stageUnqueued } from "@/lib/store/outbox.ts";
import { stageTaken } from "@/lib/store/inbound.ts";
import type { Deps } from "./deps.ts";
import { logEntry } from "./stage_inbound.ts";

export interface DeliveryReport {
  deps: Deps;
  channel: Channel;
  report: { eventId: string; bodyHash: string; event: DeliveryEvent };
}

/**
 * It is no word of the customer's, so no gate keeps it out (8.4). Throws `NotFoundError` for a message that is not one
 * that went out by this channel: ids in a body may be anybody's.
 */
export async function stageDelivery(
  change: Change,
  { deps, channel, report: { eventId, bodyHash, event: { delivery } } }: DeliveryReport,
): Promise<InboundAnswer> {
  const { conversationId, messageId } = delivery;
  const nowMs = deps.now();
  const conversation = await requireConversationIn(change, conversationId);
  const message = await requireMessageIn(change, conversationId, messageId);
  if (conversation.channelId !== channel.id || message.delivery === null) {
    throw new NotFoundError(`Channel ${channel.id} has not sent message ${messageId}`);
  }
  const moved = movedOn(message.delivery, delivery.state, nowMs);
  if (moved !== null) {
    stageMessageChange(change, { ...message, delivery: moved });
    // It has arrived before we have heard that it was handed over.
    if (message.delivery.state === "queued") stageUnqueued(change, message);
  }
  const { contactId } = conversation;
  const answer = { result: "updated" as const, contactId, conversationId, messageId };
  const ref = { channelId: channel.id, eventId };
  stageTaken(change, ref, { bodyHash, answer, atMs: nowMs });
  const entry = logEntry({ ...ref, nowMs, newId: deps.newId }, answer);
  stageChannelLog(change, { ...entry, outcome: "updated" });
  return answer;
}

/** Null where it stays: what has arrived cannot fail any more, and what came late changes nothing. */
function movedOn(before: Delivery, state: DeliveryEvent["delivery"]["state"], nowMs: number) {
  if (before.state === "delivered" || before.state === state) return null;
  const problem = state === "failed" ? "refused" : null;
  return { ...before, state, atMs: nowMs, nextTryAtMs: null, problem };
}
