// Whether the store takes writes: a full disk or a read-only file shows only then.
import { probeKey } from "./keys/users.ts";

/** Writes one small value. Throws what the store throws. */
export async function probeStore(kv: Deno.Kv, nowMs: number): Promise<void> {
  await kv.set(probeKey(), nowMs);
}
