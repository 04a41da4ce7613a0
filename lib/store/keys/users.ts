// Keys of users, their sessions and what they may do how often.
import { SCHEMA_VERSION as V } from "./schema.ts";

export function userKey(id: string): Deno.KvKey {
  return [V, "user", id];
}

export function userEmailKey(email: string): Deno.KvKey {
  return [V, "user_email", email];
}

export function sessionKey(hash: string): Deno.KvKey {
  return [V, "session", hash];
}

export function userSessionKey(userId: string, hash: string): Deno.KvKey {
  return [V, "user_session", userId, hash];
}

export function limitKey(rule: string, subject: string): Deno.KvKey {
  return [V, "limit", rule, subject];
}

export function setupKey(): Deno.KvKey {
  return [V, "setup"];
}

/** Written to see whether the store takes writes; holds the time of the last try. */
export function probeKey(): Deno.KvKey {
  return [V, "probe"];
}

export function linkKey(hash: string): Deno.KvKey {
  return [V, "link", hash];
}

/** What a form that was sent twice has already made. */
export function onceKey(userId: string, token: string): Deno.KvKey {
  return [V, "once", userId, token];
}
