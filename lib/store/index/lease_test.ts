import { assert, assertEquals, assertRejects } from "@std/assert";
import { releaseLease, renewLease, takeLease } from "./lease.ts";
import { LeasedWriter, LeaseLostError } from "./leased_writer.ts";

const LEASE_MS = 1000;

function clockAt(nowMs: number) {
  return { leaseMs: LEASE_MS, now: () => nowMs };
}

Deno.test("only one can hold the lease, until it is given back", async () => {
  using kv = await Deno.openKv(":memory:");
  const lease = await takeLease(kv, clockAt(0));
  assert(lease?.isClean);
  assertEquals(await takeLease(kv, clockAt(LEASE_MS - 1)), null);
  await releaseLease(kv, lease);
  assertEquals((await takeLease(kv, clockAt(1)))?.isClean, true);
});

Deno.test("a lease without a sign of life is taken over, and the new holder knows", async () => {
  using kv = await Deno.openKv(":memory:");
  await takeLease(kv, clockAt(0));
  assertEquals((await takeLease(kv, clockAt(LEASE_MS)))?.isClean, false);
});

Deno.test("a lease from a clock that was far ahead does not block for ever", async () => {
  using kv = await Deno.openKv(":memory:");
  await takeLease(kv, clockAt(1e12));
  assertEquals((await takeLease(kv, clockAt(0)))?.isClean, false);
});

Deno.test("a renewed lease lasts from then on", async () => {
  using kv = await Deno.openKv(":memory:");
  const lease = await takeLease(kv, clockAt(0));
  assert(lease !== null);
  assert(await renewLease(kv, lease, clockAt(900)) !== null);
  assertEquals(await takeLease(kv, clockAt(1500)), null);
  assertEquals(await renewLease(kv, lease, clockAt(1600)), null, "its old form is no lease now");
});

Deno.test("a holder that was paused too long cannot write", async () => {
  using kv = await Deno.openKv(":memory:");
  const old = await takeLease(kv, clockAt(0));
  assert(old !== null);
  const writer = new LeasedWriter(kv, old, clockAt(0));
  await writer.put(["a"], 1);
  await writer.flush();
  await takeLease(kv, clockAt(LEASE_MS));
  await writer.put(["b"], 1);
  await assertRejects(() => writer.flush(), LeaseLostError);
  await assertRejects(() => writer.commit((atomic) => atomic.set(["c"], 1)), LeaseLostError);
  assertEquals((await kv.get(["a"])).value, 1);
  assertEquals((await kv.get(["b"])).value, null);
  assertEquals((await kv.get(["c"])).value, null);
});

Deno.test("more than a commit holds is written in several", async () => {
  using kv = await Deno.openKv(":memory:");
  const lease = await takeLease(kv, clockAt(0));
  assert(lease !== null);
  const writer = new LeasedWriter(kv, lease, clockAt(0));
  for (let at = 0; at < 2000; at++) await writer.put(["small", at], at);
  for (let at = 0; at < 40; at++) await writer.put(["large", at], new Uint8Array(60_000));
  await writer.flush();
  const keys = await Array.fromAsync(kv.list({ prefix: [] }), ({ key }) => key[0]);
  assertEquals(keys.filter((key) => key === "small").length, 2000);
  assertEquals(keys.filter((key) => key === "large").length, 40);
});
