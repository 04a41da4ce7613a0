// One commit: what it reads, checks and writes, its size limits, and trying again when others were faster.
import { serialize } from "node:v8";
import { ConflictError, TooLargeError } from "@/lib/errors.ts";

/** The strictest limits of embedded KV, denokv and Deno Deploy. */
export const CHECKS_MAX = 10;
export const MUTATIONS_MAX = 1000;
export const COMMIT_BYTES_MAX = 800 * 1024;
export const COMMIT_KEY_BYTES_MAX = 80 * 1024;
export const KEY_BYTES_MAX = 2048;
export const VALUE_BYTES_MAX = 64 * 1024;
/** How often a change is staged before it is given up as a conflict. */
export const TRIES_MAX = 30;

/** Staged by a callback of `saveChange`; nothing is written before the callback has returned. */
export interface Change {
  /** For reads that need no check. */
  readonly kv: Deno.Kv;
  /** Reads and checks: the commit fails if this entry has changed by then. */
  get<T>(key: Deno.KvKey): Promise<Deno.KvEntryMaybe<T>>;
  /** Reads without checking, in tens, all at once; not one snapshot. `check` those that decide something. */
  getMany<T>(keys: Deno.KvKey[]): Promise<Deno.KvEntryMaybe<T>[]>;
  /** The same key is counted once. */
  check(entry: { key: Deno.KvKey; versionstamp: string | null }): void;
  /** A later set or delete of the same key replaces the earlier one. */
  set(key: Deno.KvKey, value: unknown, options?: { expireIn?: number }): void;
  delete(key: Deno.KvKey): void;
  /** Adds to a `Deno.KvU64`; negative deltas subtract. */
  sum(key: Deno.KvKey, delta: bigint): void;
}

export interface SaveOptions {
  /** A number in [0, 1) for the jitter; tests make it constant. */
  random?: () => number;
}

/**
 * Stages and commits one change. Stages again, with jitter, when a checked entry has moved or the file was locked.
 * A change that writes nothing is not committed. Throws `ConflictError` after 30 tries and `TooLargeError`
 * beyond the limits above; what `stage` throws passes through, and nothing is written.
 */
export function saveChange<T>(
  _kv: Deno.Kv,
  _stage: (change: Change) => Promise<T> | T,
  _options: SaveOptions = {},
): Promise<T> {
  void serialize;
  void ConflictError;
  void TooLargeError;
  throw new Error("not yet");
}
