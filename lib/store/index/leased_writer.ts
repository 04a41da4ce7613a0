// Writing many packed values in few commits, each of which fails once the lease is lost.
import { keyBytes } from "../key_size.ts";
import { isLocked } from "../kv.ts";
import { valueBytes, valueBytesAtMost } from "../value_size.ts";
import { type Lease, type LeaseOptions, renewLease } from "./lease.ts";

/** Below the 800 KiB of a commit, with room for checks. */
const COMMIT_BYTES_MAX = 760 * 1024;
const COMMIT_KEY_BYTES_MAX = 70 * 1024;
const MUTATIONS_MAX = 900;
const LOCK_TRIES_MAX = 60;
const LOCK_PAUSE_MS = 25;

/** Another process has taken the lease: this one stops, and leaves the rest to it. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";

  constructor() {
    super("Cannot go on: another process has taken over the index lease");
  }
}

interface Staged {
  key: Deno.KvKey;
  value: unknown;
}

export class LeasedWriter {
  #lease: Lease;
  #renewedMs: number;
  #pending: Staged[] = [];
  #bytes = 0;
  #keyBytes = 0;
  /** The commit under way while more is staged. It handles its own failure, which the next step throws. */
  #underWay: Promise<unknown> = Promise.resolve();
  #failure: { error: unknown } | null = null;

  constructor(readonly kv: Deno.Kv, lease: Lease, readonly options: LeaseOptions) {
    this.#lease = lease;
    this.#renewedMs = options.now();
  }

  get lease(): Lease {
    return this.#lease;
  }

  /**
   * Stages a value, or null to delete. When it gets too much, what was staged before is committed, one commit after the
   * other, while the caller stages on. Throws what an earlier commit threw.
   */
  async put(key: Deno.KvKey, value: unknown): Promise<void> {
    const ofKey = keyBytes(key);
    const bytes = ofKey + bytesAtMost(value);
    const isFull = this.#bytes + bytes > COMMIT_BYTES_MAX ||
      this.#keyBytes + ofKey > COMMIT_KEY_BYTES_MAX || this.#pending.length >= MUTATIONS_MAX;
    if (isFull) await this.#begin();
    this.#pending.push({ key, value });
    this.#bytes += bytes;
    this.#keyBytes += ofKey;
  }

  /** Until all that is staged is committed. Throws `LeaseLostError`. */
  async flush(): Promise<void> {
    await this.#begin();
    await this.#settled();
  }

  /** Begins to commit what is staged, once the commit before is done. */
  async #begin(): Promise<void> {
    await this.#settled();
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    this.#bytes = 0;
    this.#keyBytes = 0;
    this.#underWay = this.#save(pending).catch((error) => this.#failure = { error });
  }

  async #settled(): Promise<void> {
    await this.#underWay;
    if (this.#failure !== null) throw this.#failure.error;
  }

  async #save(staged: readonly Staged[]): Promise<void> {
    const savedAt = await this.#commit((atomic) => {
      for (const { key, value } of staged) {
        if (value === null) atomic.delete(key);
        else atomic.set(key, value);
      }
    });
    if (savedAt === null) throw new LeaseLostError();
  }

  /**
   * One commit of its own that checks the lease too, after all that `put` has begun to commit. False when another check
   * failed; throws `LeaseLostError`. `stage` runs again when the file was locked.
   */
  async commit(stage: (atomic: Deno.AtomicOperation) => void): Promise<boolean> {
    return await this.commitAt(stage) !== null;
  }

  /** `commit`, answering the versionstamp of what was written; null when a check failed. */
  async commitAt(stage: (atomic: Deno.AtomicOperation) => void): Promise<string | null> {
    await this.#settled();
    return await this.#commit(stage);
  }

  async #commit(stage: (atomic: Deno.AtomicOperation) => void): Promise<string | null> {
    await this.#renew();
    for (let tries = 0; tries < LOCK_TRIES_MAX; tries++) {
      try {
        const atomic = this.kv.atomic().check(this.#lease.check);
        stage(atomic);
        const result = await atomic.commit();
        if (result.ok) return result.versionstamp;
        await this.#requireLease();
        return null;
      } catch (error) {
        if (!isLocked(error)) throw error;
        await pause(Math.random() * LOCK_PAUSE_MS);
      }
    }
    throw new LeaseLostError(); // locked all the time: whoever holds the file goes first
  }

  async #requireLease(): Promise<void> {
    const { key, versionstamp } = this.#lease.check;
    if ((await this.kv.get(key)).versionstamp !== versionstamp) throw new LeaseLostError();
  }

  /** A sign of life without a commit, when there was none for a third of the lease. Throws `LeaseLostError`. */
  async renew(): Promise<void> {
    await this.#settled();
    await this.#renew();
  }

  /** Long work must not look like a crash. */
  async #renew(): Promise<void> {
    const nowMs = this.options.now();
    if (nowMs - this.#renewedMs < this.options.leaseMs / 3) return;
    const lease = await renewLease(this.kv, this.#lease, this.options);
    if (lease === null) return await this.#requireLease(); // locked only: the next commit tries again
    this.#lease = lease;
    this.#renewedMs = nowMs;
  }
}

/** Exact where it matters: a serialiser for each of a million numbers costs more than it saves. */
function bytesAtMost(value: unknown): number {
  if (value === null) return 0;
  return typeof value === "number" ? valueBytesAtMost(value) : valueBytes(value);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
