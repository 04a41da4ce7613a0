import { assertEquals, assertRejects } from "@std/assert";
import { BusyError } from "@/lib/errors.ts";
import { aContact } from "@/tests/support/cast.ts";
import { writeContact } from "@/tests/stress/writes.ts";
import { dirtyKey, indexVersionKey } from "../keys/search_index.ts";
import { DEFAULT_INDEX_OPTIONS, openContactIndex } from "./contact_index.ts";
import { type Lease, releaseLease, renewLease, takeLease } from "./lease.ts";
import { WriteRoom } from "./room.ts";
import { parseVersions } from "./versions.ts";

const OPTIONS = { ...DEFAULT_INDEX_OPTIONS, dirtyMax: 2 };

async function withDirty(run: (kv: Deno.Kv, room: WriteRoom) => Promise<void>): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  for (let id = 1; id <= 5; id++) {
    await writeContact(kv, id, aContact({ id, emails: [], phones: [] }));
  }
  await run(kv, new WriteRoom(kv, openContactIndex(kv), OPTIONS, { tries: 5, pauseMs: 1 }));
}

async function requireLease(kv: Deno.Kv): Promise<Lease> {
  const lease = await takeLease(kv, OPTIONS);
  if (lease === null) throw new Error("The lease is taken");
  return lease;
}

Deno.test("a bulk writer waits for a rebuild as long as that gives signs of life, and gives signs of its own", () =>
  withDirty(async (kv, room) => {
    let lease = await requireLease(kv);
    let signs = 0;
    await room.wait(async () => {
      signs++;
      // More often than the writer tries when it sees no sign.
      if (signs < 20) lease = await renewLease(kv, lease, OPTIONS) ?? lease;
      else await releaseLease(kv, lease);
    });
    assertEquals(signs, 20);
    assertEquals(await openContactIndex(kv).dirtyCount(), 0, "then it folds itself");
  }));

Deno.test("a bulk writer gives up when whoever folds gives no sign of life", () =>
  withDirty(async (kv, room) => {
    await requireLease(kv);
    await assertRejects(() => room.wait(), BusyError, "not being folded");
  }));

Deno.test("what waits for a new version holds bulk writers back too", () =>
  withDirty(async (kv, room) => {
    await openContactIndex(kv).fold();
    const { value } = await kv.get(indexVersionKey());
    const versions = parseVersions(value);
    await kv.set(indexVersionKey(), { ...versions, building: { version: 2, settled: false } });
    const lease = await requireLease(kv);
    for (let id = 1; id <= 3; id++) await kv.set(dirtyKey(2, 0, id), "waits");
    let signs = 0;
    await room.wait(async () => {
      signs++;
      // As at the end of a rebuild.
      await kv.set(indexVersionKey(), { ...versions, building: null });
      await releaseLease(kv, lease);
    });
    assertEquals(signs, 1);
  }));
