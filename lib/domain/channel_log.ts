// The delivery log of a channel: what came in and went out lately, for whoever sets the channel up (16.2).
import { z } from "zod";
import { directionSchema } from "./conversation.ts";

export const CHANNEL_LOG_LIFE_MS = 7 * 24 * 60 * 60_000;

export const channelLogEntrySchema = z.object({
  id: z.string(), // ULID
  channelId: z.string(),
  atMs: z.number(),
  direction: directionSchema,
  /** In: stored, duplicate, updated (no message), refused. Out: sent, delivered, retry (it failed, and will be tried again), failed. */
  outcome: z.enum([
    "stored",
    "duplicate",
    "updated",
    "refused",
    "sent",
    "delivered",
    "retry",
    "failed",
  ]),
  /** The event's id as the sender gave it, or the message's id. Never a text or an address. */
  subjectId: z.string(),
  conversationId: z.string().nullable(),
  /** A code below `channel_log.` of the texts; null when all went well. */
  problem: z.string().nullable(),
  /** The HTTP or SMTP status that went with it, if any. */
  status: z.int().nullable(),
});
export type ChannelLogEntry = z.infer<typeof channelLogEntrySchema>;

/** Something was taken in or handed over, not refused, put off or given up. */
export function wentWell({ outcome }: Pick<ChannelLogEntry, "outcome">): boolean {
  return !["refused", "retry", "failed"].includes(outcome);
}
