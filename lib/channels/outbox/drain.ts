// Draining the outbox: all channels' lanes side by side, until nothing is due.
import type { Deps } from "@/lib/actions/deps.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { LOST_LANE, nextDueAtMs } from "@/lib/store/outbox.ts";
import type { Connectors } from "../connectors/connector.ts";
import { Lane } from "./lane.ts";
import { Slots } from "./slots.ts";

/** Longer than any try, so that a line is not taken from a holder that lives. */
export const LEASE_MS = 60_000;
export const DELIVERY_MS_MAX = 45_000;
/** A try that follows so soon is waited for; cron finds the others. */
const WAIT_MS_MAX = 6_000;

export interface OutboxOptions {
  connectors: Connectors;
  /** Told about faults of ours; what becomes of messages stands in the messages and in the log. */
  onFailure(error: unknown): void;
  /** Once it is aborted, nothing more is tried. */
  signal?: AbortSignal;
  /** Conversations at once, of all channels and of each. */
  linesAtOnce?: number;
  channelLinesAtOnce?: number;
  /** In milliseconds; 0 never waits. */
  waitMsMax?: number;
}

/** One for a process: it remembers which channels are in trouble. */
export interface Outbox {
  /**
   * Delivers what is due, and settles when nothing is under way. Called again meanwhile, it looks again. Rejects only
   * when the store cannot be read.
   */
  drain(deps: Deps): Promise<void>;
}

export function openOutbox(options: OutboxOptions): Outbox {
  const lanes = new Map<string, Lane>();
  const laneOptions = {
    connectors: options.connectors,
    onFailure: options.onFailure,
    linesAtOnce: options.channelLinesAtOnce ?? 8,
    slots: new Slots(options.linesAtOnce ?? 32),
    leaseMs: LEASE_MS,
    deliveryMs: DELIVERY_MS_MAX,
    signal: options.signal ?? new AbortController().signal,
  };
  const { signal } = laneOptions;
  const { waitMsMax = WAIT_MS_MAX } = options;
  let isWaiting = false;

  async function drain(deps: Deps): Promise<void> {
    const running = await openLanes(deps);
    await Promise.all(running.map((lane) => lane.run()));
    // One waits for all.
    if (isWaiting || signal.aborted) return;
    const waitMs = await soonestMs(deps, running) - deps.now();
    // What is due and was left lying is nothing to be tried over and over.
    if (waitMs <= 0 || waitMs > waitMsMax) return;
    isWaiting = true;
    await pause(waitMs, signal);
    isWaiting = false;
    await drain(deps);
  }

  async function openLanes(deps: Deps): Promise<Lane[]> {
    const channels = (await listChannels(deps.kv)).filter(({ enabled }) => enabled);
    return [LOST_LANE, ...channels.map(({ id }) => id)].map((id) => {
      const lane = lanes.get(id) ?? new Lane(id, deps, laneOptions);
      lanes.set(id, lane);
      return lane;
    });
  }

  return { drain };
}

/** When the next line can be tried, of all lanes. */
async function soonestMs({ kv }: Deps, lanes: Lane[]): Promise<number> {
  const times = await Promise.all(lanes.map(async ({ channelId, rest }) => {
    const dueAtMs = await nextDueAtMs(kv, channelId);
    return dueAtMs === null ? Infinity : Math.max(dueAtMs, rest.untilMs);
  }));
  return Math.min(...times);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
