// Memory KVs for tests: seeing all keys, and one that fails at a chosen commit as a crash or a busy file would.

/** A KV of one test's own; close it with `using`. */
export function memoryKv(): Promise<Deno.Kv> {
  return Deno.openKv(":memory:");
}

/** All keys below a prefix, in order. */
export async function keysUnder(kv: Deno.Kv, prefix: Deno.KvKey): Promise<Deno.KvKey[]> {
  return await Array.fromAsync(kv.list({ prefix }), ({ key }) => key);
}

/** Everything stored, as one comparable value: versionstamps left out. */
export async function snapshot(kv: Deno.Kv): Promise<[Deno.KvKey, unknown][]> {
  return await Array.fromAsync(kv.list({ prefix: [] }), ({ key, value }) => [key, value]);
}

/** `crash_before`: nothing is written; `crash_after`: written, but the answer is lost. */
export type Fault = "crash_before" | "crash_after" | "locked" | "conflict";

/** Thrown where the process would have died. */
export class Crash extends Error {
  override readonly name = "Crash";
}

export interface CommitSeen {
  checks: number;
  writes: number;
}

export interface FaultyKv {
  /** Hand this to the code under test; to ids and caches it is another process than the KV below it. */
  kv: Deno.Kv;
  /** What each commit held, failed ones included. */
  commits: CommitSeen[];
}

/** The same data through a KV whose n-th commit (from 0) meets the fault that `plan` gives for it. */
export function faultyKv(
  below: Deno.Kv,
  plan: (commit: number) => Fault | null = () => null,
): FaultyKv {
  const commits: CommitSeen[] = [];
  const kv = new Proxy(below, {
    get(target, property) {
      if (property === "atomic") return () => watchedAtomic(target.atomic(), commits, plan);
      const value = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { kv, commits };
}

function watchedAtomic(
  atomic: Deno.AtomicOperation,
  commits: CommitSeen[],
  plan: (commit: number) => Fault | null,
): Deno.AtomicOperation {
  const seen = { checks: 0, writes: 0 };
  const watched: Deno.AtomicOperation = new Proxy(atomic, {
    get(target, property) {
      if (property === "commit") return () => commitOr(target, plan(commits.push(seen) - 1));
      return (...args: unknown[]) => {
        if (property === "check") seen.checks += args.length;
        else seen.writes += 1;
        Reflect.apply(Reflect.get(target, property), target, args);
        return watched;
      };
    },
  });
  return watched;
}

async function commitOr(
  atomic: Deno.AtomicOperation,
  fault: Fault | null,
): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
  if (fault === "locked") throw new Error("database is locked");
  if (fault === "conflict") return { ok: false };
  if (fault === "crash_before") throw new Crash("before the commit");
  const result = await atomic.commit();
  if (fault === "crash_after") throw new Crash("after the commit");
  return result;
}

/** The same data, but before the n-th call (from 0) that reads or commits, something else happens. */
export function interruptedKv(
  below: Deno.Kv,
  before: (call: number) => Promise<unknown>,
): { kv: Deno.Kv; calls(): number } {
  let calls = 0;
  const interrupt = () => before(calls++);
  const kv = new Proxy(below, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (typeof value !== "function") return value;
      if (property === "atomic") return () => interruptedAtomic(target.atomic(), interrupt);
      if (property === "list") {
        return async function* (...args: Parameters<Deno.Kv["list"]>) {
          await interrupt();
          yield* target.list(...args);
        };
      }
      if (property !== "get" && property !== "getMany") return value.bind(target);
      return async (...args: unknown[]) => {
        await interrupt();
        return await Reflect.apply(value, target, args);
      };
    },
  });
  return { kv, calls: () => calls };
}

function interruptedAtomic(
  atomic: Deno.AtomicOperation,
  interrupt: () => Promise<unknown>,
): Deno.AtomicOperation {
  const watched: Deno.AtomicOperation = new Proxy(atomic, {
    get(target, property) {
      return (...args: unknown[]) => {
        if (property === "commit") return interrupt().then(() => target.commit());
        Reflect.apply(Reflect.get(target, property), target, args);
        return watched;
      };
    },
  });
  return watched;
}
