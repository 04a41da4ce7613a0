// The dependencies of a running process: the real clock, real ids, and background work that can be waited for.
import { monotonicUlid, ulid } from "@std/ulid";
import type { CountryCode } from "libphonenumber-js";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { NO_BOX } from "@/lib/store/app_key.ts";
import { setHandleDigest } from "@/lib/store/handle_digest.ts";
import { openLiveFeed } from "@/lib/store/live.ts";
import type { SecretBox } from "@/lib/store/secret_box.ts";
import type { Deps } from "./deps.ts";

export interface OpenDepsOptions {
  country: CountryCode;
  timeZone: string;
  /** Absent in tasks, which have nothing to do with channels. */
  secrets?: SecretBox;
  /** Looks through the outbox: connectors are not the actions' to know. */
  deliver?(deps: Deps): Promise<unknown>;
  /** Told about background work that failed. */
  onFailure(error: unknown): void;
}

export interface RunningDeps extends Deps {
  /** Settles when no background work is left, as at a shutdown. */
  idle(): Promise<void>;
}

/** One for a process: the index holds a cache. */
export function openDeps(
  kv: Deno.Kv,
  options: OpenDepsOptions,
): RunningDeps {
  const { country, timeZone, onFailure, secrets = NO_BOX } = options;
  const running = new Set<Promise<void>>();
  setHandleDigest(kv, secrets);
  const deps: RunningDeps = {
    kv,
    index: openContactIndex(kv),
    now: () => Date.now(),
    newId: (atMs) => newId(atMs),
    country,
    timeZone,
    secrets,
    live: openLiveFeed(kv, { onFailure, now: Date.now }),
    async deliver() {
      await options.deliver?.(deps);
      deps.live.poke();
    },
    deliverSoon() {
      deps.background(() => deps.deliver());
    },
    background(task) {
      // A task that throws before its first await must not break the answer.
      const run: Promise<void> = Promise.resolve().then(task).then(() => {}, onFailure)
        .finally(() => running.delete(run));
      running.add(run);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
  return deps;
}

/** Events of one millisecond keep their order, and so do those of another time: the order in which they are told of. */
function newId(atMs: number | undefined): string {
  const id = monotonicUlid();
  return atMs === undefined ? id : ulid(atMs).slice(0, 10) + id.slice(0, 10) + id.slice(-6);
}
