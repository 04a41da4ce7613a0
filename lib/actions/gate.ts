// A gate: how many may work at once, how many may wait, and an error for the rest.
import { BusyError } from "@/lib/errors.ts";

export interface GateLimits {
  /** What is guarded, for the error: "password check". */
  name: string;
  runningMax: number;
  waitingMax: number;
}

/** A process-wide limit on one kind of costly work; first come, first served. */
export interface Gate {
  /** Runs the task in its turn. Throws `BusyError` 503 at once when too many wait already. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

export function createGate({ name, runningMax, waitingMax }: GateLimits): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];

  function leave() {
    const next = waiting.shift();
    if (next) next(); // hands its place on, so `running` stays
    else running--;
  }

  async function enter(): Promise<void> {
    if (running < runningMax) {
      running++;
      return;
    }
    if (waiting.length >= waitingMax) {
      throw new BusyError(
        `Too many wait for a ${name}: ${waiting.length} of ${waitingMax}`,
        503,
        3,
      );
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  return {
    async run(task) {
      await enter();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
