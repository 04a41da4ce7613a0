// A channel's rest: after failures in a row it is left alone for a while, so that it neither is hammered nor holds up others.

/** So many tries in a row, of whatever conversations, have to fail for trouble. */
export const FAILURES_FOR_TROUBLE = 3;
const REST_MS = 30_000;
const REST_MS_MAX = 5 * 60_000;

/** Of one channel in one process; nothing is right only because of it, so it is not stored. */
export class Rest {
  #failures = 0;
  /** Rests in a row, each twice as long. */
  #rests = 0;
  #troubleUntilMs = 0;
  #askedUntilMs = 0;

  /** When the channel may be tried again; in the past when it may be now. */
  get untilMs(): number {
    return Math.max(this.#troubleUntilMs, this.#askedUntilMs);
  }

  /** In trouble, one try at a time is enough to see whether it is over. */
  get isTroubled(): boolean {
    return this.#failures >= FAILURES_FOR_TROUBLE;
  }

  /** The other side has taken or refused a message: it is there. What it has asked for still holds. */
  noteAnswer(): void {
    this.#failures = 0;
    this.#rests = 0;
    this.#troubleUntilMs = 0;
  }

  /** @param retryAfterMs what the other side has asked for; 0 when it has not */
  noteFailure(nowMs: number, retryAfterMs: number): void {
    this.#failures++;
    const askedMs = Math.min(retryAfterMs, REST_MS_MAX);
    this.#askedUntilMs = Math.max(this.#askedUntilMs, nowMs + askedMs);
    // Those that were under way when the rest began say nothing new.
    if (!this.isTroubled || nowMs < this.#troubleUntilMs) return;
    this.#troubleUntilMs = nowMs + Math.min(REST_MS * 2 ** this.#rests++, REST_MS_MAX);
  }
}
