// Draining the outbox: all channels' lanes side by side, until nothing is due.
import type { Deps } from "@/lib/actions/deps.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { LOST_LANE, nextDueAtMs } from "@/lib/store/outbox.ts";
import type { Connectors } from "../connectors/connector.ts";
import { Lane, type LaneOptions } from "./lane.ts";
import { Slots } from "./slots.ts";

/** Longer than any try, so that a line is not taken from a holder that lives. */
export const LEASE_MS = 60_000;
const DELIVERY_MS_MAX = 45_000;
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
  return new LaneOutbox(options);
}

class LaneOutbox implements Outbox {
  readonly #lanes = new Map<string, Lane>();
  readonly #signal: AbortSignal;
  readonly #laneOptions: LaneOptions;
  readonly #waitMsMax: number;
  #isDraining = false;
  #isAsked = false;
  /** Ends the wait for the next thing to do. */
  #change: () => void = () => {};

  constructor({ connectors, onFailure, ...options }: OutboxOptions) {
    this.#signal = options.signal ?? new AbortController().signal;
    this.#waitMsMax = options.waitMsMax ?? WAIT_MS_MAX;
    this.#laneOptions = {
      connectors,
      onFailure,
      onIdle: () => this.#change(),
      linesAtOnce: options.channelLinesAtOnce ?? 8,
      slots: new Slots(options.linesAtOnce ?? 32),
      leaseMs: LEASE_MS,
      deliveryMs: DELIVERY_MS_MAX,
      signal: this.#signal,
    };
  }

  async drain(deps: Deps): Promise<void> {
    this.#isAsked = true;
    this.#change();
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      while (this.#isAsked || this.#isBusy()) await this.#work(deps);
    } finally {
      this.#isDraining = false;
    }
  }

  async #work(deps: Deps): Promise<void> {
    const isLooking = this.#isAsked;
    this.#isAsked = false;
    const open = isLooking ? await this.#openLanes(deps) : [];
    open.forEach((lane) => lane.wake());
    // While some are busy, something may come up in lanes that have nothing to do.
    if (this.#isBusy()) await this.#waitAtMost(LOOK_MS);
    if (!this.#isBusy() && !this.#isAsked) await this.#waitForNext(deps);
  }

  #isBusy(): boolean {
    return [...this.#lanes.values()].some(({ isWorking }) => isWorking);
  }

  /** Asks again if something comes up soon. */
  async #waitForNext(deps: Deps): Promise<void> {
    const waitMs = await soonestMs(deps, await this.#openLanes(deps)) - deps.now();
    // What is due and was left lying is nothing to be tried over and over.
    if (this.#signal.aborted || waitMs <= 0 || waitMs > this.#waitMsMax) return;
    const onAbort = () => this.#change();
    this.#signal.addEventListener("abort", onAbort);
    await this.#waitAtMost(waitMs);
    this.#signal.removeEventListener("abort", onAbort);
  }

  /** Until a lane has nothing to do any more or somebody asks; asks by itself when the time is over. */
  async #waitAtMost(ms: number): Promise<void> {
    if (this.#isAsked) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#change = resolve;
    const timer = setTimeout(() => {
      this.#isAsked = true;
      resolve();
    }, ms);
    await promise;
    clearTimeout(timer);
  }

  async #openLanes(deps: Deps): Promise<Lane[]> {
    const channels = (await listChannels(deps.kv)).filter(({ enabled }) => enabled);
    return [LOST_LANE, ...channels.map(({ id }) => id)].map((id) => {
      const lane = this.#lanes.get(id) ?? new Lane(id, deps, this.#laneOptions);
      this.#lanes.set(id, lane);
      return lane;
    });
  }
}

/** When the next line can be tried, of all lanes. */
async function soonestMs({ kv }: Deps, lanes: Lane[]): Promise<number> {
  const times = await Promise.all(lanes.map(async ({ channelId, rest }) => {
    const dueAtMs = await nextDueAtMs(kv, channelId);
    return dueAtMs === null ? Infinity : Math.max(dueAtMs, rest.untilMs);
  }));
  return Math.min(...times);
}
