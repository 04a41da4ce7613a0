// What a channel's log says about requests that were not taken in.
import type { Channel } from "@/lib/domain/channel.ts";
import type { InboundProblem } from "@/lib/domain/inbound_problem.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageChannelLog } from "@/lib/store/channel_log.ts";
import { takeLoginTry } from "@/lib/store/limiter.ts";
import { BusyError } from "@/lib/errors.ts";
import type { Deps } from "./deps.ts";

/** Anyone can send requests without a signature: more lines than this would hide the others. */
const PAUSE_MS = 60_000;

export interface Refusal {
  /** The event's id as a signed request gave it; "" when there is none to believe. */
  eventId: string;
  problem: InboundProblem;
  /** Of the answer. */
  status: number;
}

/** One line of the channel's log. */
export async function logRefusal(
  { kv, newId, now }: Deps,
  channel: Channel,
  { eventId, problem, status }: Refusal,
): Promise<void> {
  await saveChange(kv, (change) =>
    stageChannelLog(change, {
      id: newId(),
      channelId: channel.id,
      atMs: now(),
      direction: "in",
      outcome: "refused",
      subjectId: eventId,
      conversationId: null,
      problem,
      status,
    }));
}

const lastLogged = new WeakMap<Deno.Kv, Map<string, number>>();

/**
 * A request whose signature is missing or wrong: logged at most once a minute a channel, and counted by address.
 * Throws `BusyError` 429 when there were too many; a good signature is never counted and always let through.
 */
export async function countBadSignature(
  deps: Deps,
  channel: Channel,
  { problem, address }: { problem: InboundProblem; address: string },
): Promise<void> {
  const logged = lastLogged.get(deps.kv) ?? new Map<string, number>();
  lastLogged.set(deps.kv, logged);
  const nowMs = deps.now();
  if (nowMs >= (logged.get(channel.id) ?? -Infinity) + PAUSE_MS) {
    logged.set(channel.id, nowMs);
    await logRefusal(deps, channel, { eventId: "", problem, status: 401 });
  }
  // Named apart from sign-ins, so that neither keeps the other out.
  const attempt = { account: `channel ${channel.id}`, address: `channel ${address}` };
  const waitSeconds = await takeLoginTry(deps.kv, attempt, nowMs);
  if (waitSeconds > 0) {
    throw new BusyError(`Too many bad signatures for channel ${channel.id}`, 429, waitSeconds);
  }
}
