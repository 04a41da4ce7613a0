// One commit: what it reads, checks and writes, its size limits, and trying again when others were faster.
import { ConflictError, TooLargeError } from "@/lib/errors.ts";
import { keyBytes, keyIdentity } from "./key_size.ts";
import { isLocked } from "./kv.ts";
import { ReadTogether } from "./read_together.ts";
import { valueBytes, valueBytesAtMost } from "./value_size.ts";

/** The strictest limits of embedded KV, denokv and Deno Deploy. */
export const CHECKS_MAX = 10;
export const MUTATIONS_MAX = 1000;
export const COMMIT_BYTES_MAX = 800 * 1024;
export const COMMIT_KEY_BYTES_MAX = 80 * 1024;
export const KEY_BYTES_MAX = 2048;
export const VALUE_BYTES_MAX = 64 * 1024;
/** How often a change is staged before it is given up as a conflict. */
export const TRIES_MAX = 30;
const PAUSE_MS_MAX = 64;

/** Staged by a callback of `saveChange`; nothing is written before the callback has returned. */
export interface Change {
  /** For reads that need no check. */
  readonly kv: Deno.Kv;
  /** Reads and checks: the commit fails if this entry has changed by then. */
  get<T>(key: Deno.KvKey): Promise<Deno.KvEntryMaybe<T>>;
  /** Reads without checking. `check` what decides something. */
  read<T>(key: Deno.KvKey): Promise<Deno.KvEntryMaybe<T>>;
  /** `read` of many, in tens, all at once; more than ten are not one snapshot. */
  getMany<T>(keys: Deno.KvKey[]): Promise<Deno.KvEntryMaybe<T>[]>;
  /** The same key is counted once. */
  check(entry: { key: Deno.KvKey; versionstamp: string | null }): void;
  /** A later set or delete of the same key replaces the earlier one. */
  set(key: Deno.KvKey, value: unknown, options?: { expireIn?: number }): void;
  delete(key: Deno.KvKey): void;
  /** Adds to a `Deno.KvU64`; negative deltas subtract. */
  sum(key: Deno.KvKey, delta: bigint): void;
}

/** Thrown by a callback whose reads do not fit together: it is run again, like one whose checks have failed. */
export class StaleReadError extends Error {
  override readonly name = "StaleReadError";
}

export interface SaveOptions {
  /** A number in [0, 1) for the jitter; tests pass a constant. */
  random?: () => number;
  /** Told the versionstamp of the commit, if there was one. */
  onSaved?: (versionstamp: string) => void;
}

/**
 * Stages and commits one change. Stages again, with jitter, when a checked entry has moved or the file was locked.
 * A change that writes nothing is not committed. Throws `ConflictError` after 30 tries and `TooLargeError`
 * beyond the limits above; what `stage` throws passes through, and nothing is written. Any other failure of the
 * commit passes through too: it may or may not have been applied, which only a once key can tell.
 */
export async function saveChange<T>(
  kv: Deno.Kv,
  stage: (change: Change) => Promise<T> | T,
  options: SaveOptions = {},
): Promise<T> {
  const random = options.random ?? Math.random;
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const outcome = await attempt(kv, stage, options);
    if (outcome.saved) return outcome.result;
    await pause(random() * Math.min(2 ** tries, PAUSE_MS_MAX));
  }
  throw new ConflictError(
    `Cannot save: other changes came first ${TRIES_MAX} times in a row; nothing was written, try again`,
  );
}

async function attempt<T>(
  kv: Deno.Kv,
  stage: (change: Change) => Promise<T> | T,
  { onSaved = () => {} }: SaveOptions,
): Promise<{ saved: true; result: T } | { saved: false }> {
  try {
    const change = new StagedChange(kv);
    const result = await stage(change);
    const outcome = await change.commit();
    if (outcome === "moved") return { saved: false };
    if (outcome !== "nothing") onSaved(outcome.versionstamp);
    return { saved: true, result };
  } catch (error) {
    if (isLocked(error) || error instanceof StaleReadError) return { saved: false };
    throw error;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

interface Mutation {
  key: Deno.KvKey;
  keyBytes: number;
  value: unknown; // undefined for a deletion
  apply(atomic: Deno.AtomicOperation): void;
}

class StagedChange implements Change {
  readonly #checks = new Map<string, Deno.AtomicCheck>();
  readonly #writes = new Map<string, Mutation>();
  readonly #sums = new Map<string, { key: Deno.KvKey; delta: bigint }>();

  readonly #reads: ReadTogether;

  constructor(readonly kv: Deno.Kv) {
    this.#reads = new ReadTogether(kv);
  }

  async get<T>(key: Deno.KvKey): Promise<Deno.KvEntryMaybe<T>> {
    const entry = await this.read<T>(key);
    this.check(entry);
    return entry;
  }

  read<T>(key: Deno.KvKey): Promise<Deno.KvEntryMaybe<T>> {
    return this.#reads.get<T>(key);
  }

  getMany<T>(keys: Deno.KvKey[]): Promise<Deno.KvEntryMaybe<T>[]> {
    return Promise.all(keys.map((key) => this.read<T>(key)));
  }

  check({ key, versionstamp }: Deno.AtomicCheck): void {
    const identity = keyIdentity(key);
    // The first read stays: if a later one saw something else, the commit has to fail.
    if (!this.#checks.has(identity)) this.#checks.set(identity, { key, versionstamp });
  }

  set(key: Deno.KvKey, value: unknown, options?: { expireIn?: number }): void {
    this.#write(key, value, (atomic) => atomic.set(key, value, options));
  }

  delete(key: Deno.KvKey): void {
    this.#write(key, undefined, (atomic) => atomic.delete(key));
  }

  sum(key: Deno.KvKey, delta: bigint): void {
    const identity = keyIdentity(key);
    const before = this.#sums.get(identity)?.delta ?? 0n;
    this.#sums.set(identity, { key, delta: before + delta });
  }

  #write(key: Deno.KvKey, value: unknown, apply: Mutation["apply"]): void {
    this.#writes.set(keyIdentity(key), { key, keyBytes: keyBytes(key), value, apply });
  }

  /** `moved` when a checked entry has, `nothing` when there was nothing to write. */
  async commit(): Promise<Deno.KvCommitResult | "moved" | "nothing"> {
    const mutations = [...this.#writes.values(), ...this.#sumMutations()];
    if (mutations.length === 0) return "nothing";
    const checks = [...this.#checks.values()];
    requireFits(checks, mutations);
    const atomic = this.kv.atomic().check(...checks);
    for (const mutation of mutations) mutation.apply(atomic);
    const result = await atomic.commit();
    return result.ok ? result : "moved";
  }

  #sumMutations(): Mutation[] {
    const sums = [...this.#sums.values()].filter(({ delta }) => delta !== 0n);
    return sums.map(({ key, delta }) => ({
      key,
      keyBytes: keyBytes(key),
      value: new Deno.KvU64(0n),
      // A u64 wraps around, so adding 2^64 - 1 takes one away.
      apply: (atomic) => atomic.sum(key, BigInt.asUintN(64, delta)),
    }));
  }
}

function requireFits(checks: Deno.AtomicCheck[], mutations: Mutation[]): void {
  requireAtMost(CHECKS_MAX, checks.length, "checks in a commit");
  requireAtMost(MUTATIONS_MAX, mutations.length, "writes in a commit");
  for (const { key, keyBytes } of mutations) {
    requireAtMost(KEY_BYTES_MAX, keyBytes, `bytes of a key "${String(key[1])}"`);
  }
  const keys = total(mutations.map((mutation) => mutation.keyBytes)) +
    total(checks.map((check) => keyBytes(check.key)));
  requireAtMost(COMMIT_KEY_BYTES_MAX, keys, "bytes of keys in a commit");
  requireValuesFit(mutations, COMMIT_BYTES_MAX - keys);
}

/** Measures exactly only what a quick look has not found small enough. */
function requireValuesFit(mutations: Mutation[], room: number): void {
  const sizes = mutations.map(({ value }) => valueBytesAtMost(value));
  mutations.forEach(({ key, value }, at) => {
    if ((sizes[at] ?? 0) <= VALUE_BYTES_MAX) return;
    sizes[at] = valueBytes(value);
    requireAtMost(VALUE_BYTES_MAX, sizes[at], `bytes of a value at "${String(key[1])}"`);
  });
  if (total(sizes) <= room) return;
  const bytes = total(mutations.map(({ value }) => value === undefined ? 0 : valueBytes(value)));
  requireAtMost(room, bytes, "bytes in a commit beside its keys");
}

function total(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function requireAtMost(max: number, actual: number, what: string): void {
  if (actual <= max) return;
  throw new TooLargeError(`Cannot save: ${actual} ${what} are more than the ${max} allowed`);
}
