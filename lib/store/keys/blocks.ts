// Keys of blocks and of the addresses under them.
import { SCHEMA_VERSION as V } from "./schema.ts";

export function blockKey(blockId: string): Deno.KvKey {
  return [V, "block", blockId];
}

/** Blocks by their end, those for ever last: cron reads the ended ones as one range. */
export function blockEndKey(untilMs: number, blockId: string): Deno.KvKey {
  return [V, "block_end", untilMs, blockId];
}

/** A block that an address is under, wherever it turns up; the digest is made under the installation's key. */
export function blockedHandleKey(digest: string, blockId: string): Deno.KvKey {
  return [V, "blocked", digest, blockId];
}

/** Set by every commit that keeps more out than before: checked by every commit that lets something in. */
export function blockHeadKey(): Deno.KvKey {
  return [V, "block_head"];
}

export function blockAttemptsKey(blockId: string): Deno.KvKey {
  return [V, "block_attempts", blockId];
}

export function lastAttemptKey(blockId: string): Deno.KvKey {
  return [V, "block_attempt", blockId];
}

export function pastBlockKey(contactId: number, blockId: string): Deno.KvKey {
  return [V, "past_block", contactId, blockId];
}
