// Forms that arrive twice: what the first one made is kept under the form's own token, in the same commit.
import { z } from "zod";
import type { Change } from "./change.ts";
import { rangePrefix } from "./keys/range.ts";
import { onceKey } from "./keys/users.ts";

/** A form that was left open longer than this may make a second thing. */
export const ONCE_LIFE_MS = 24 * 60 * 60_000;
const TOKEN = /^[A-Za-z0-9_-]{10,64}$/;

const onceSchema = z.object({ result: z.string(), atMs: z.number() });

/** Which form of which user, and when. */
export interface OnceUse {
  userId: string;
  token: string;
  nowMs: number;
}

/**
 * Remembers in this commit that the form made `result`, and returns null. When it was made before, returns that
 * earlier result and stages nothing: the caller answers with it and writes nothing. A malformed token is not kept.
 */
export async function stageOnce(
  change: Change,
  { userId, token, nowMs }: OnceUse,
  result: string,
): Promise<string | null> {
  if (!TOKEN.test(token)) return null;
  const { value } = await change.get(onceKey(userId, token));
  const earlier = resultOf(value, nowMs);
  if (earlier !== null) return earlier;
  change.set(onceKey(userId, token), { result, atMs: nowMs }, { expireIn: ONCE_LIFE_MS });
  return null;
}

/** What the form has made before, or null. */
export async function findOnce(
  kv: Deno.Kv,
  { userId, token, nowMs }: OnceUse,
): Promise<string | null> {
  if (!TOKEN.test(token)) return null;
  const { value } = await kv.get<unknown>(onceKey(userId, token));
  return resultOf(value, nowMs);
}

function resultOf(value: unknown, nowMs: number): string | null {
  if (value === null) return null;
  const { result, atMs } = onceSchema.parse(value);
  return nowMs < atMs + ONCE_LIFE_MS ? result : null;
}

/** Deletes what is older than a day; returns how many. */
export async function sweepOnce(kv: Deno.Kv, nowMs: number): Promise<number> {
  let count = 0;
  for await (const { key, value } of kv.list({ prefix: rangePrefix("once") })) {
    if (nowMs < onceSchema.parse(value).atMs + ONCE_LIFE_MS) continue;
    await kv.delete(key);
    count++;
  }
  return count;
}
