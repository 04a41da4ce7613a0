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
/** While some lanes are busy, the others are looked into again after so long. */
const LOOK_MS = 5_000;
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
   * Delivers what is due, and settles when nothing is under way. While one drain is at work, another has it look again
   * and settles at once. Rejects when the store cannot be read.
   */
  drain(deps: Deps): Promise<void>;
}

export function openOutbox(options: OutboxOptions): Outbox {
  const lanes = new Map<string, Lane>();
  const laneOptions = {
    connectors: options.connectors,
    onFailure: options.onFailure,
    onIdle: () => change(),
    linesAtOnce: options.channelLinesAtOnce ?? 8,
    slots: new Slots(options.linesAtOnce ?? 32),
    leaseMs: LEASE_MS,
    deliveryMs: DELIVERY_MS_MAX,
    signal: options.signal ?? new AbortController().signal,
  };
  const { signal } = laneOptions;
  const { waitMsMax = WAIT_MS_MAX } = options;
  let isDraining = false;
  let isAsked = false;
  /** Ends the wait for the next thing to do. */
  let change: () => void = () => {};

  async function drain(deps: Deps): Promise<void> {
    isAsked = true;
    change();
    if (isDraining) return;
    isDraining = true;
    try {
      while (isAsked || isBusy()) await work(deps);
    } finally {
      isDraining = false;
    }
  }

  async function work(deps: Deps): Promise<void> {
    const isLooking = isAsked;
    isAsked = false;
    const open = isLooking ? await openLanes(deps) : [];
    open.forEach((lane) => lane.wake());
    // While some are busy, something may come up in lanes that have nothing to do.
    if (isBusy()) isAsked = await isTimeAfter(LOOK_MS) || isAsked;
    if (!isBusy() && !isAsked) await waitForNext(deps);
  }

  function isBusy(): boolean {
    return [...lanes.values()].some(({ isWorking }) => isWorking);
  }

  /** Asks again if something comes up soon. */
  async function waitForNext(deps: Deps): Promise<void> {
    const waitMs = await soonestMs(deps, await openLanes(deps)) - deps.now();
    // What is due and was left lying is nothing to be tried over and over.
    if (signal.aborted || waitMs <= 0 || waitMs > waitMsMax) return;
    const onAbort = () => change();
    signal.addEventListener("abort", onAbort);
    isAsked = await isTimeAfter(waitMs) || isAsked;
    signal.removeEventListener("abort", onAbort);
  }

  async function openLanes(deps: Deps): Promise<Lane[]> {
    const channels = (await listChannels(deps.kv)).filter(({ enabled }) => enabled);
    return [LOST_LANE, ...channels.map(({ id }) => id)].map((id) => {
      const lane = lanes.get(id) ?? new Lane(id, deps, laneOptions);
      lanes.set(id, lane);
      return lane;
    });
  }

  /** Waits so long, or until a lane has nothing to do any more, or somebody asks. Whether it was the time. */
  async function isTimeAfter(ms: number): Promise<boolean> {
    if (isAsked) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    change = () => resolve(false);
    const timer = setTimeout(() => resolve(true), ms);
    const isOver = await promise;
    clearTimeout(timer);
    return isOver;
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
