// Sessions: who is signed in where, until when. The cookie's secret is never stored, only its hash.
import { z } from "zod";
import { type Change, saveChange } from "./change.ts";
import { rangePrefix } from "./keys/range.ts";
import { sessionKey, userSessionKey } from "./keys/users.ts";
import { newSecret, secretHash } from "./secret.ts";

const MINUTE_MS = 60_000;
/** Without a request for so long, a session is over. */
export const SESSION_IDLE_MS = 8 * 60 * MINUTE_MS;
/** However much it is used, a session is over then. */
export const SESSION_LIFE_MS = 7 * 24 * 60 * MINUTE_MS;
/** "Last seen" is written at most so often. */
export const SESSION_SEEN_EVERY_MS = 5 * MINUTE_MS;
/** Sessions of one user; a new one ends the one seen longest ago. */
export const USER_SESSIONS_MAX = 20;
const DEVICE_CHARS_MAX = 200;
const SWEEP_BATCH = 200;

export const sessionSchema = z.object({
  userId: z.string(),
  createdAtMs: z.number(),
  seenAtMs: z.number(),
  /** The browser's own description of itself, for the list of sessions. */
  device: z.string(),
});
export type Session = z.infer<typeof sessionSchema>;

/** A session with the hash it is known by. */
export interface ListedSession extends Session {
  hash: string;
}

/** The end is exclusive: at that very moment the session is over. */
export function isSessionLive(session: Session, nowMs: number): boolean {
  return nowMs < session.seenAtMs + SESSION_IDLE_MS &&
    nowMs < session.createdAtMs + SESSION_LIFE_MS;
}

/** Stages a session with a secret of its own, and returns the secret for the cookie. */
export async function stageSession(
  change: Change,
  { userId, device, nowMs }: { userId: string; device: string; nowMs: number },
): Promise<{ secret: string; hash: string }> {
  const secret = newSecret();
  const hash = await requireHash(secret);
  const others = await listSessions(change.kv, userId, nowMs);
  for (const old of others.slice(USER_SESSIONS_MAX - 1)) stageEndSession(change, old);
  const session: Session = {
    userId,
    createdAtMs: nowMs,
    seenAtMs: nowMs,
    device: device.slice(0, DEVICE_CHARS_MAX).toWellFormed(),
  };
  change.set(sessionKey(hash), session);
  change.set(userSessionKey(userId, hash), nowMs);
  return { secret, hash };
}

/** The live session of a cookie's secret, or null. */
export async function findSession(
  kv: Deno.Kv,
  secret: string,
  nowMs: number,
): Promise<ListedSession | null> {
  const hash = await secretHash(secret);
  return hash === null ? null : await findSessionByHash(kv, hash, nowMs);
}

/** The live session of a hash, or null. */
export async function findSessionByHash(
  kv: Deno.Kv,
  hash: string,
  nowMs: number,
): Promise<ListedSession | null> {
  const { value } = await kv.get(sessionKey(hash));
  if (value === null) return null;
  const session = sessionSchema.parse(value);
  return isSessionLive(session, nowMs) ? { ...session, hash } : null;
}

/** Notes that a session was used, at most every five minutes; never brings back one that has been ended. */
export async function noteSessionSeen(
  kv: Deno.Kv,
  session: ListedSession,
  nowMs: number,
): Promise<void> {
  if (nowMs < session.seenAtMs + SESSION_SEEN_EVERY_MS) return;
  await saveChange(kv, async (change) => {
    const { value } = await change.get(sessionKey(session.hash));
    if (value === null) return;
    change.set(sessionKey(session.hash), { ...sessionSchema.parse(value), seenAtMs: nowMs });
  });
}

/** A user's live sessions, seen last first. */
export async function listSessions(
  kv: Deno.Kv,
  userId: string,
  nowMs: number,
): Promise<ListedSession[]> {
  const sessions: ListedSession[] = [];
  const prefix = rangePrefix("user_session", userId);
  for await (const { key } of kv.list({ prefix }, { limit: 10 * USER_SESSIONS_MAX })) {
    const hash = String(key.at(-1));
    const { value } = await kv.get(sessionKey(hash));
    if (value === null) continue;
    const session = sessionSchema.parse(value);
    if (isSessionLive(session, nowMs)) sessions.push({ ...session, hash });
  }
  return sessions.sort((a, b) => b.seenAtMs - a.seenAtMs);
}

export function stageEndSession(
  change: Change,
  { userId, hash }: Pick<ListedSession, "userId" | "hash">,
): void {
  change.delete(sessionKey(hash));
  change.delete(userSessionKey(userId, hash));
}

/** Ends all of a user's sessions except the given one, those included that are over already. */
export async function stageEndSessions(
  change: Change,
  userId: string,
  exceptHash: string | null,
): Promise<void> {
  const prefix = rangePrefix("user_session", userId);
  for await (const { key } of change.kv.list({ prefix }, { limit: 10 * USER_SESSIONS_MAX })) {
    const hash = String(key.at(-1));
    if (hash !== exceptHash) stageEndSession(change, { userId, hash });
  }
}

/** Deletes sessions that are over; returns how many. Nothing depends on when it runs. */
export async function sweepSessions(kv: Deno.Kv, nowMs: number): Promise<number> {
  const over: ListedSession[] = [];
  for await (const { key, value } of kv.list({ prefix: rangePrefix("session") })) {
    const session = sessionSchema.parse(value);
    if (!isSessionLive(session, nowMs)) over.push({ ...session, hash: String(key.at(-1)) });
  }
  for (let start = 0; start < over.length; start += SWEEP_BATCH) {
    await saveChange(kv, (change) => {
      for (const session of over.slice(start, start + SWEEP_BATCH)) {
        stageEndSession(change, session);
      }
    });
  }
  return over.length;
}

async function requireHash(secret: string): Promise<string> {
  const hash = await secretHash(secret);
  if (hash === null) throw new TypeError("A new secret has the wrong form");
  return hash;
}
