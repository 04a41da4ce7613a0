// Inbound events that were taken: what each was told, so that the same one again changes nothing (10.2).
import { z } from "zod";
import { type InboundAnswer, inboundAnswerSchema } from "@/lib/domain/inbound.ts";
import type { Change } from "./change.ts";
import { inboundKey } from "./keys/conversations.ts";
import { rangePrefix } from "./keys/range.ts";

/** Senders repeat for up to three days. */
export const INBOUND_LIFE_MS = 7 * 24 * 60 * 60_000;
/** What one sweep looks at: a busy workspace has millions. */
const SWEPT_MAX = 5000;

const takenSchema = z.object({
  /** Of the raw body: another body under the same id is another event. */
  bodyHash: z.string(),
  answer: inboundAnswerSchema,
  atMs: z.number(),
});
export type TakenEvent = z.infer<typeof takenSchema>;

export interface EventRef {
  channelId: string;
  eventId: string;
}

/** What the event was told before, or null. Makes the commit fail if it is taken in between. */
export async function findTakenIn(
  change: Change,
  { channelId, eventId }: EventRef,
  nowMs: number,
): Promise<TakenEvent | null> {
  const { value } = await change.get(inboundKey(channelId, eventId));
  const taken = value === null ? null : takenSchema.parse(value);
  return taken && nowMs < taken.atMs + INBOUND_LIFE_MS ? taken : null;
}

/** Remembers in the event's own commit what it is told. */
export function stageTaken(
  change: Change,
  { channelId, eventId }: EventRef,
  taken: { bodyHash: string; answer: InboundAnswer; atMs: number },
): void {
  change.set(inboundKey(channelId, eventId), taken, { expireIn: INBOUND_LIFE_MS });
}

/** Where the sweep of this process goes on. */
const places = new WeakMap<Deno.Kv, Deno.KvKey>();

/**
 * Deletes what is older than a week and what the store has not let go by itself, as after a restored backup. Looks at
 * 5,000 and goes on there the next time; returns how many it has deleted.
 */
export async function sweepInbound(kv: Deno.Kv, nowMs: number): Promise<number> {
  const prefix = rangePrefix("in");
  const start = places.get(kv);
  const rows = kv.list(start ? { prefix, start } : { prefix }, { limit: SWEPT_MAX });
  let count = 0;
  let seen = 0;
  for await (const { key, value } of rows) {
    seen++;
    places.set(kv, key);
    if (nowMs < takenSchema.parse(value).atMs + INBOUND_LIFE_MS) continue;
    await kv.delete(key);
    count++;
  }
  if (seen < SWEPT_MAX) places.delete(kv);
  return count;
}
