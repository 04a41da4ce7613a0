// What actions are given, over a memory KV, with a clock that tests turn by hand.
import { ulid } from "@std/ulid";
import type { Acting, Deps } from "@/lib/actions/deps.ts";
import type { Principal, User } from "@/lib/domain/user.ts";
import { setHandleDigest } from "@/lib/store/handle_digest.ts";
import { openLiveFeed } from "@/lib/store/live.ts";
import { openSecretBox } from "@/lib/store/secret_box.ts";
import { unusedIndex } from "./index.ts";

const TEST_BOX = await openSecretBox(new Uint8Array(32));

export const NOON = Date.UTC(2026, 10, 22, 12);

export interface TestDeps extends Deps {
  /** Moves the clock. */
  pass(ms: number): void;
  /** Waits for what was left to run in the background. */
  settle(): Promise<void>;
}

export function testDeps(kv: Deno.Kv, index = unusedIndex()): TestDeps {
  let nowMs = NOON;
  const running = new Set<Promise<unknown>>();
  setHandleDigest(kv, TEST_BOX);
  return {
    kv,
    index,
    now: () => nowMs,
    newId: (atMs = nowMs) => ulid(atMs),
    country: "UA",
    timeZone: "Europe/Kyiv",
    secrets: TEST_BOX,
    live: openLiveFeed(kv, { onFailure: fail, now: () => nowMs }),
    deliver: () => Promise.resolve(),
    deliverSoon: () => {},
    background(task) {
      const run = task().finally(() => running.delete(run));
      running.add(run);
    },
    pass(ms) {
      nowMs += ms;
    },
    async settle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function fail(error: unknown): never {
  throw error;
}

/** The first argument of an action done by this user. */
export function actingAs(deps: Deps, { id, role }: Principal | User): Acting {
  return { deps, principal: { id, role }, actor: { kind: "user", userId: id } };
}
