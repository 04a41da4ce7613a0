// Writing many packed values in few commits, each of which fails once the lease is lost.
import { keyBytes } from "../key_size.ts";
import { isLocked } from "../kv.ts";
import { valueBytes } from "../value_size.ts";
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

export class LeasedWriter {
  #lease: Lease;
  #renewedMs: number;
  #pending: { key: Deno.KvKey; value: unknown }[] = [];
  #bytes = 0;
  #keyBytes = 0;

  constructor(readonly kv: Deno.Kv, lease: Lease, readonly options: LeaseOptions) {
    this.#lease = lease;
    this.#renewedMs = options.now();
  }

  get lease(): Lease {
    return this.#lease;
  }

  /** Stages a value, or null to delete. What was staged before is committed first when it gets too much. */
  async put(key: Deno.KvKey, value: unknown): Promise<void> {
    const ofKey = keyBytes(key);
    const bytes = ofKey + (value === null ? 0 : valueBytes(value));
    const isFull = this.#bytes + bytes > COMMIT_BYTES_MAX ||
      this.#keyBytes + ofKey > COMMIT_KEY_BYTES_MAX || this.#pending.length >= MUTATIONS_MAX;
    if (isFull) await this.flush();
    this.#pending.push({ key, value });
    this.#bytes += bytes;
    this.#keyBytes += ofKey;
  }

  /** Commits what is staged. Throws `LeaseLostError`. */
  async flush(): Promise<void> {
    const pending = this.#pending;
    if (pending.length === 0) return;
    const isSaved = await this.commit((atomic) => {
      for (const { key, value } of pending) {
        if (value === null) atomic.delete(key);
        else atomic.set(key, value);
      }
    });
    if (!isSaved) throw new LeaseLostError();
    this.#pending = [];
    this.#bytes = 0;
    this.#keyBytes = 0;
  }

  /**
   * One commit of its own that checks the lease too. False when another check failed; throws `LeaseLostError`.
   * `stage` runs again when the file was locked.
   */
  async commit(stage: (atomic: Deno.AtomicOperation) => void): Promise<boolean> {
    await this.#renew();
    for (let tries = 0; tries < LOCK_TRIES_MAX; tries++) {
      try {
        const atomic = this.kv.atomic().check(this.#lease.check);
        stage(atomic);
        if ((await atomic.commit()).ok) return true;
        await this.#requireLease();
        return false;
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

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
