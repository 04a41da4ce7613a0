/** Stands in for jsr:@std/testing/time: a clock that moves only when a test says so. */
import { type Clock, install } from "@sinonjs/fake-timers";

/** What the real FakeTime replaces; faking more would hide a difference from it. */
const FAKED = [
  "Date",
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
] as const;

export class FakeTime implements Disposable {
  readonly start: number;
  #clock: Clock;

  constructor(start: number | string | Date | null = null) {
    this.start = new Date(start ?? Date.now()).getTime();
    this.#clock = install({ now: this.start, toFake: [...FAKED] });
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#clock.now;
  }

  /** Moves the clock and runs the timers due by then. */
  tick(ms = 0): void {
    this.#clock.tick(ms);
  }

  /** As `tick`, letting promises settle between timers. */
  async tickAsync(ms = 0): Promise<void> {
    await this.#clock.tickAsync(ms);
  }

  /** Moves to the next timer and runs it; false when there is none. */
  next(): boolean {
    const waiting = this.#clock.countTimers() > 0;
    this.#clock.next();
    return waiting;
  }

  /** As `next`, letting promises settle first. */
  async nextAsync(): Promise<boolean> {
    await this.runMicrotasks();
    return this.next();
  }

  /** Runs timers until none is left. */
  runAll(): void {
    this.#clock.runAll();
  }

  /** As `runAll`, letting promises settle between timers. */
  async runAllAsync(): Promise<void> {
    await this.#clock.runAllAsync();
  }

  /** Lets promises settle without moving the clock. */
  async runMicrotasks(): Promise<void> {
    await this.#clock.tickAsync(0);
  }

  /** Gives the real clock back. */
  restore(): void {
    this.#clock.uninstall();
  }

  [Symbol.dispose](): void {
    this.restore();
  }
}
