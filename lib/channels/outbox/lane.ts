// A channel's lane: its due lines, several at once, each conversation's messages one after the other.
import type { Deps } from "@/lib/actions/deps.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { findChannel } from "@/lib/store/channels.ts";
import { type DueLine, listDueLines, LOST_LANE } from "@/lib/store/outbox.ts";
import {
  claimTurn,
  dropWaiting,
  findFirstWaiting,
  type FirstWaiting,
  releaseTurn,
  settle,
  type Step,
  type Turn,
} from "@/lib/store/outbox_turn.ts";
import type { Connectors } from "../connectors/connector.ts";
import { attempt } from "./attempt.ts";
import { Rest } from "./rest.ts";
import type { Slots } from "./slots.ts";

const PAGE = 100;
/** At the end of the process, tries under way are not waited for longer: their lines come up again by themselves. */
const GRACE_MS = 3000;
/** A line that made us fail is left alone by this process for so long. */
const SKIP_MS = 60_000;

export interface LaneOptions {
  connectors: Connectors;
  /** Lines at once, of this channel. */
  linesAtOnce: number;
  /** Shared by all lanes. */
  slots: Slots;
  leaseMs: number;
  deliveryMs: number;
  /** No new tries once it is aborted. */
  signal: AbortSignal;
  onFailure(error: unknown): void;
  onIdle(): void;
}

/** A lane of its own for each channel in a process. */
export class Lane {
  readonly rest = new Rest();
  readonly #active = new Map<string, Promise<void>>();
  readonly #skippedUntilMs = new Map<string, number>();
  #isWorking = false;
  #isAsked = false;
  /** Ends the wait for what is under way. */
  #ask: () => void = () => {};

  constructor(
    readonly channelId: string,
    readonly deps: Deps,
    readonly options: LaneOptions,
  ) {}

  get isWorking(): boolean {
    return this.#isWorking;
  }

  /** Has it look for what is due, again if it is at work. Failures are told, and `onIdle` when nothing is under way any more. */
  wake(): void {
    this.#isAsked = true;
    this.#ask();
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#work().catch(this.options.onFailure).finally(this.options.onIdle);
  }

  async #work(): Promise<void> {
    try {
      while (this.#isAsked || this.#active.size > 0) {
        if (this.#isAsked) await this.#feed();
        else if (!await this.#isMovedOn()) return;
      }
    } finally {
      // In the same breath as the last look at what is asked: whoever asks later begins anew.
      this.#isWorking = false;
    }
  }

  /** Waits until something under way is done, or somebody asks. False when the process is to end before. */
  #isMovedOn(): Promise<boolean> {
    const asked = new Promise<void>((resolve) => this.#ask = resolve);
    const moved = Promise.race([asked, ...this.#active.values()]);
    return soonAfter(this.options.signal, moved);
  }

  async #feed(): Promise<void> {
    let due: DueLine[] = [];
    while (this.#isAsked || due.length > 0) {
      this.#isAsked = false;
      due = await this.#mayGo() ? await this.#listDue() : [];
      for (const line of due) await this.#start(line);
    }
  }

  async #mayGo(): Promise<boolean> {
    if (this.options.signal.aborted || this.rest.untilMs > this.deps.now()) return false;
    if (this.channelId === LOST_LANE) return true;
    return (await findChannel(this.deps.kv, this.channelId))?.enabled ?? false;
  }

  async #listDue(): Promise<DueLine[]> {
    const nowMs = this.deps.now();
    for (const [id, untilMs] of this.#skippedUntilMs) {
      if (untilMs <= nowMs) this.#skippedUntilMs.delete(id);
    }
    const limit = PAGE + this.#active.size + this.#skippedUntilMs.size;
    const due = await listDueLines(this.deps.kv, this.channelId, { nowMs, limit });
    return due.filter(({ conversationId }) =>
      !this.#active.has(conversationId) && !this.#skippedUntilMs.has(conversationId)
    );
  }

  /** Waits for a free place; by then there may be no use in trying. */
  async #start(line: DueLine): Promise<void> {
    while (this.#active.size >= (this.rest.isTroubled ? 1 : this.options.linesAtOnce)) {
      await Promise.race(this.#active.values());
    }
    const release = await this.options.slots.take();
    const isUseless = this.options.signal.aborted || this.rest.untilMs > this.deps.now();
    if (isUseless) return release();
    const turn = this.#takeTurn(line).catch((error) => {
      this.#skippedUntilMs.set(line.conversationId, this.deps.now() + SKIP_MS);
      this.options.onFailure(error);
    }).finally(() => {
      this.#active.delete(line.conversationId);
      release();
    });
    this.#active.set(line.conversationId, turn);
  }

  async #takeTurn(line: DueLine): Promise<void> {
    const { kv, now, newId } = this.deps;
    const { leaseMs } = this.options;
    const turn = await claimTurn(kv, line, { nowMs: now(), lease: newId(), leaseMs });
    if (turn === null) return;
    let step: Step = "next";
    while (step === "next") step = await this.#takeStep(turn);
  }

  async #takeStep(turn: Turn): Promise<Step> {
    const { kv, now } = this.deps;
    const first = await findFirstWaiting(kv, turn.conversationId);
    // Ends the line; if a message has come meanwhile, it is due at once.
    if (first === null) return await releaseTurn(kv, turn, now());
    if (first.order === null) {
      return await dropWaiting(kv, turn, { messageId: first.messageId, nowMs: now() });
    }
    // One that was queued again has gone before this one, whose time has not come.
    const nextTryAtMs = first.order.message.delivery?.nextTryAtMs ?? 0;
    if (nextTryAtMs > now()) return await releaseTurn(kv, turn, nextTryAtMs);
    const channel = await findChannel(kv, turn.channelId);
    const isOver = this.options.signal.aborted || this.rest.untilMs > now();
    if (isOver || !channel?.enabled) return await releaseTurn(kv, turn, now());
    return await this.#deliver(turn, { ...first, order: first.order }, channel);
  }

  async #deliver(
    turn: Turn,
    { messageId, partsDone, order }: FirstWaiting & { order: NonNullable<FirstWaiting["order"]> },
    channel: Channel,
  ): Promise<Step> {
    const { kv, now, newId } = this.deps;
    const { connectors, deliveryMs: timeoutMs, onFailure } = this.options;
    const connector = connectors[channel.connector.kind];
    const tried = { kv, connector, channel, ...order, partsDone, timeoutMs, now, onFailure };
    const { result, passing } = await attempt(tried);
    if (passing === null) this.rest.noteAnswer();
    else this.rest.noteFailure(now(), passing.retryAfterMs);
    return await settle(kv, turn, { messageId, result, nowMs: now(), logId: newId() });
  }
}

/** Whether the work was done; false when the signal came and the work took too long after it. */
async function soonAfter(signal: AbortSignal, work: Promise<unknown>): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<false>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onAbort = () => timer = setTimeout(() => resolve(false), GRACE_MS);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work.then(() => true), tooLate]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
