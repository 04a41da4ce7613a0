// The login limiter: counts in KV by address and by account, exact under parallel load. Nobody is locked out for good.
import { z } from "zod";
import { type Change, saveChange } from "./change.ts";
import { rangePrefix } from "./keys/range.ts";
import { limitKey } from "./keys/users.ts";
import { sha256 } from "./secret.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Tries of one account from one address in a window. */
export const PAIR_LIMIT = { max: 10, windowMs: 15 * MINUTE_MS };
/** Tries of all accounts from one address (an IPv6 /64) in a window; good passwords do not count. */
export const ADDRESS_LIMIT = { max: 100, windowMs: HOUR_MS };
/** Failures of one account from everywhere before each next try has to wait. */
export const ACCOUNT_FREE_FAILURES = 10;
/** 1, 2, 4 … seconds up to this: at most 94 tries in the first hour. */
export const ACCOUNT_DELAY_MAX_MS = 45_000;
const ACCOUNT_FORGET_MS = HOUR_MS;
/** From where an account has signed in lately, others' failures do not make it wait. */
export const KNOWN_LIFE_MS = 30 * 24 * HOUR_MS;
const MEMORY_ENTRIES_MAX = 10_000;

const windowSchema = z.object({ count: z.number(), startMs: z.number() });
const accountSchema = z.object({ failures: z.number(), lastMs: z.number(), nextMs: z.number() });
const knownSchema = z.object({ atMs: z.number() });

/** Who tries: the normalised address typed, and the client's network address as `clientAddress()` gives it. */
export interface LoginTry {
  account: string;
  address: string;
}

/** Counts a try before the password is looked at. Returns 0 if it may go on, else how many seconds to wait. */
export async function takeLoginTry(kv: Deno.Kv, login: LoginTry, nowMs: number): Promise<number> {
  const subjects = await subjectsOf(login);
  const memory = memoryOf(kv);
  const refusedUntilMs = memory.refused.get(subjects.pair) ?? 0;
  if (nowMs < refusedUntilMs) return seconds(refusedUntilMs - nowMs);
  // One after the other here, so that only other processes can be in the way of the commit.
  const waitMs = await inTurn(
    memory,
    () => saveChange(kv, (change) => stageTry(change, subjects, nowMs)),
  );
  if (waitMs > 0) remember(memory, subjects.pair, nowMs + waitMs);
  return seconds(waitMs);
}

/** The password was right: forgets the account's failures, gives the try back, and knows the address from now on. */
export async function forgiveLogin(kv: Deno.Kv, login: LoginTry, nowMs: number): Promise<void> {
  const { pair, address, account } = await subjectsOf(login);
  await inTurn(memoryOf(kv), () =>
    saveChange(kv, async (change) => {
      const entry = await change.get(limitKey("address", address));
      const row = entry.value === null ? null : windowSchema.parse(entry.value);
      if (row) change.set(entry.key, { ...row, count: Math.max(0, row.count - 1) });
      change.delete(limitKey("pair", pair));
      change.delete(limitKey("account", account));
      change.set(limitKey("known", pair), { atMs: nowMs });
    }));
}

/** Deletes rows that no longer decide anything; returns how many. */
export async function sweepLimits(kv: Deno.Kv, nowMs: number): Promise<number> {
  let count = 0;
  for await (const { key, value } of kv.list({ prefix: rangePrefix("limit") })) {
    if (!isSpent(String(key.at(-2)), value, nowMs)) continue;
    await kv.delete(key);
    count++;
  }
  return count;
}

interface Subjects {
  pair: string;
  address: string;
  account: string;
}

/** Addresses of people do not stand readable in keys. */
async function subjectsOf({ account, address }: LoginTry): Promise<Subjects> {
  const hashed = await sha256(account);
  return { pair: `${hashed} ${address}`, address, account: hashed };
}

/** Checks all rows it reads, and writes them only when the try is allowed. */
async function stageTry(change: Change, subjects: Subjects, nowMs: number): Promise<number> {
  const pair = await change.get(limitKey("pair", subjects.pair));
  const address = await change.get(limitKey("address", subjects.address));
  const account = await change.get(limitKey("account", subjects.account));
  const { value: known } = await change.read(limitKey("known", subjects.pair));
  const isKnown = known !== null && nowMs < knownSchema.parse(known).atMs + KNOWN_LIFE_MS;
  const next = {
    pair: nextWindow(pair.value, PAIR_LIMIT, nowMs),
    address: nextWindow(address.value, ADDRESS_LIMIT, nowMs),
    account: nextAccount(account.value, nowMs),
  };
  const waits = [next.pair.waitMs, next.address.waitMs, isKnown ? 0 : next.account.waitMs];
  const waitMs = Math.max(...waits);
  if (waitMs > 0) return waitMs;
  change.set(pair.key, next.pair.row);
  change.set(address.key, next.address.row);
  change.set(account.key, next.account.row);
  return 0;
}

function nextWindow(value: unknown, limit: { max: number; windowMs: number }, nowMs: number) {
  const row = value === null ? null : windowSchema.parse(value);
  const isOver = row === null || nowMs >= row.startMs + limit.windowMs;
  const current = isOver ? { count: 0, startMs: nowMs } : row;
  const waitMs = current.count < limit.max ? 0 : current.startMs + limit.windowMs - nowMs;
  return { waitMs, row: { ...current, count: current.count + 1 } };
}

function nextAccount(value: unknown, nowMs: number) {
  const row = value === null ? null : accountSchema.parse(value);
  const isForgotten = row === null || nowMs >= row.lastMs + ACCOUNT_FORGET_MS;
  const failures = isForgotten ? 1 : row.failures + 1;
  const over = failures - ACCOUNT_FREE_FAILURES;
  const delayMs = over < 0 ? 0 : Math.min(ACCOUNT_DELAY_MAX_MS, 1000 * 2 ** Math.min(over, 10));
  return {
    waitMs: isForgotten ? 0 : Math.max(0, row.nextMs - nowMs),
    row: { failures, lastMs: nowMs, nextMs: nowMs + delayMs },
  };
}

function isSpent(rule: string, value: unknown, nowMs: number): boolean {
  switch (rule) {
    case "pair":
      return nowMs >= windowSchema.parse(value).startMs + PAIR_LIMIT.windowMs;
    case "address":
      return nowMs >= windowSchema.parse(value).startMs + ADDRESS_LIMIT.windowMs;
    case "account":
      return nowMs >= accountSchema.parse(value).lastMs + ACCOUNT_FORGET_MS;
    default:
      return nowMs >= knownSchema.parse(value).atMs + KNOWN_LIFE_MS;
  }
}

interface Memory {
  /** Ends of the current turn. */
  last: Promise<unknown>;
  /** Refusals already given, so that a storm does not read KV. */
  refused: Map<string, number>;
}

const memories = new WeakMap<Deno.Kv, Memory>();

function memoryOf(kv: Deno.Kv): Memory {
  const found = memories.get(kv);
  if (found) return found;
  const made: Memory = { last: Promise.resolve(), refused: new Map() };
  memories.set(kv, made);
  return made;
}

function inTurn<T>(memory: Memory, task: () => Promise<T>): Promise<T> {
  const run = memory.last.then(task, task);
  memory.last = run.catch(() => {}); // the caller sees the error; the next turn need not
  return run;
}

function remember({ refused }: Memory, pair: string, untilMs: number) {
  if (refused.size >= MEMORY_ENTRIES_MAX) refused.clear();
  refused.set(pair, untilMs);
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
