// Turns at the outbox, step by step: a line is taken, and what became of a try is written.
import type { Message } from "@/lib/domain/conversation.ts";
import { listDueLines } from "@/lib/store/outbox.ts";
import { claimTurn, type Result, settle, type Turn } from "@/lib/store/outbox_turn.ts";
import { anId } from "./cast.ts";
import { NOON } from "./deps.ts";

/** The lane from which `claimed` takes. */
export const TURN_CHANNEL = "01CHANNEL";
export const LEASE_MS = 60_000;

/** Takes the line that waits longest. */
export async function claimed(kv: Deno.Kv, nowMs = NOON, lease = "01LEASE"): Promise<Turn> {
  const [line] = await listDueLines(kv, TURN_CHANNEL, { nowMs, limit: 1 });
  const turn = line && await claimTurn(kv, line, { nowMs, lease, leaseMs: LEASE_MS });
  if (!turn) throw new Error("Nothing is due");
  return turn;
}

export interface TurnResult {
  result: Result;
  nowMs?: number;
}

/** Writes what became of a message. */
export function settled(
  kv: Deno.Kv,
  turn: Turn,
  { id: messageId }: Message,
  { result, nowMs = NOON }: TurnResult,
) {
  return settle(kv, turn, { messageId, result, nowMs, logId: anId() });
}
