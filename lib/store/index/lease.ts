// Leases: one process at a time folds or rebuilds, one loads in bulk, and who was paused too long cannot write any more.
import { z } from "zod";
import { isLocked } from "../kv.ts";
import { leaseKey } from "../keys/search_index.ts";

/** Long enough for any pass, short enough to go on soon after a crash. */
export const LEASE_MS = 10_000;

const leaseSchema = z.object({
  /** Null once the holder has finished its work and given the lease back. */
  holder: z.string().nullable(),
  untilMs: z.number(),
});

export interface Lease {
  holder: string;
  /** The fencing check of every commit the holder makes. */
  check: Deno.AtomicCheck;
  /** False: the holder before us was cut off, and may have left values written but not published. */
  isClean: boolean;
}

export interface LeaseOptions {
  leaseMs: number;
  now(): number;
}

/** The lease at this key, the index's if none is given; null while another holds it. */
export async function takeLease(
  kv: Deno.Kv,
  options: LeaseOptions,
  key: Deno.KvKey = leaseKey(),
): Promise<Lease | null> {
  const entry = await kv.get<unknown>(key);
  const before = entry.value === null ? null : leaseSchema.parse(entry.value);
  const nowMs = options.now();
  const isHeld = before !== null && before.holder !== null && before.untilMs > nowMs;
  // A lease that ends later than any can is of a clock that was set back since.
  if (isHeld && before.untilMs <= nowMs + options.leaseMs) return null;
  const holder = crypto.randomUUID();
  const check = await writeLease(kv, entry, { holder, untilMs: nowMs + options.leaseMs });
  return check && { holder, check, isClean: before === null || before.holder === null };
}

/** A lease that lasts again from now on; null when it was lost. */
export async function renewLease(
  kv: Deno.Kv,
  lease: Lease,
  options: LeaseOptions,
): Promise<Lease | null> {
  const value = { holder: lease.holder, untilMs: options.now() + options.leaseMs };
  const check = await writeLease(kv, lease.check, value);
  return check && { ...lease, check };
}

/** Whether someone holds the lease and has given a sign of life lately. */
export async function isLeased(
  kv: Deno.Kv,
  { leaseMs, now }: LeaseOptions,
  key: Deno.KvKey = leaseKey(),
): Promise<boolean> {
  const { value } = await kv.get<unknown>(key);
  if (value === null) return false;
  const { holder, untilMs } = leaseSchema.parse(value);
  return holder !== null && untilMs > now() && untilMs <= now() + leaseMs;
}

/** Says that all work was finished; a lease that was lost meanwhile stays with whom it is. */
export async function releaseLease(kv: Deno.Kv, lease: Lease): Promise<void> {
  await writeLease(kv, lease.check, { holder: null, untilMs: 0 });
}

async function writeLease(
  kv: Deno.Kv,
  check: Deno.AtomicCheck,
  value: z.infer<typeof leaseSchema>,
): Promise<Deno.AtomicCheck | null> {
  try {
    const result = await kv.atomic().check(check).set(check.key, value).commit();
    return result.ok ? { key: check.key, versionstamp: result.versionstamp } : null;
  } catch (error) {
    if (isLocked(error)) return null; // another process writes just now: as good as held
    throw error;
  }
}
