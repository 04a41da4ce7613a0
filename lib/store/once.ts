// Forms that arrive twice: what the first one made is kept under the form's own token, in the same commit.
import { z } from "zod";
import type { Change } from "./change.ts";
import { rangePrefix } from "./keys/range.ts";
import { onceKey } from "./keys/users.ts";
import { sha256 } from "./secret.ts";

/** A form that was left open longer than this may make a second thing. */
export const ONCE_LIFE_MS = 24 * 60 * 60_000;
const TOKEN = /^[A-Za-z0-9_-]{10,64}$/;

const onceSchema = z.object({ result: z.string(), atMs: z.number() });

/** Which form of which user, and when. */
export interface OnceUse {
  userId: string;
  token: string;
  nowMs: number;
  /** What makes it another form although it has the token: a page that the browser kept is filled in anew. */
  content?: string;
}

/**
 * Remembers in this commit that the form made `result`, and returns null. When it was made before, returns that
 * earlier result and stages nothing: the caller answers with it and writes nothing. A malformed token is not kept.
 */
export async function stageOnce(
  change: Change,
  use: OnceUse,
  result: string,
): Promise<string | null> {
  const { token, nowMs } = use;
  if (!TOKEN.test(token)) return null;
  const key = await keyOf(use);
  const { value } = await change.get(key);
  const earlier = resultOf(value, nowMs);
  if (earlier !== null) return earlier;
  change.set(key, { result, atMs: nowMs }, { expireIn: ONCE_LIFE_MS });
  return null;
}

/** What the form has made before, or null. */
export async function findOnce(kv: Deno.Kv, use: OnceUse): Promise<string | null> {
  if (!TOKEN.test(use.token)) return null;
  const { value } = await kv.get<unknown>(await keyOf(use));
  return resultOf(value, use.nowMs);
}

async function keyOf({ userId, token, content }: OnceUse): Promise<Deno.KvKey> {
  return onceKey(userId, content === undefined ? token : await sha256(`${token} ${content}`));
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
