import { assertEquals } from "@std/assert";
import { findTakenIn, INBOUND_LIFE_MS, stageTaken, sweepInbound } from "./inbound.ts";
import { saveChange } from "./change.ts";
import { rangePrefix } from "./keys/range.ts";
import { NOTHING_KEPT } from "@/lib/domain/inbound.ts";
import { NOON } from "@/tests/support/deps.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";

const REF = { channelId: "01CHANNEL", eventId: "evt_1" };

async function take(kv: Deno.Kv, eventId: string, atMs: number): Promise<void> {
  await saveChange(
    kv,
    (change) =>
      stageTaken(change, { ...REF, eventId }, { bodyHash: "hash", answer: NOTHING_KEPT, atMs }),
  );
}

Deno.test("an event is known for a week, to the millisecond, whenever the store forgets it", async () => {
  using kv = await memoryKv();
  await take(kv, "evt_1", NOON);
  const known = async (nowMs: number) => {
    return await saveChange(kv, (change) => findTakenIn(change, REF, nowMs)) !== null;
  };
  assertEquals(await known(NOON + INBOUND_LIFE_MS - 1), true);
  assertEquals(await known(NOON + INBOUND_LIFE_MS), false);
});

Deno.test("sweepInbound() deletes what is older than a week, a part of it at a time", async () => {
  using kv = await memoryKv();
  for (let at = 0; at < 5010; at++) {
    await take(
      kv,
      `evt_${String(at).padStart(5, "0")}`,
      at % 2 === 0 ? NOON : NOON - INBOUND_LIFE_MS,
    );
  }
  assertEquals(await sweepInbound(kv, NOON), 2500);
  assertEquals(await sweepInbound(kv, NOON), 5);
  assertEquals(await sweepInbound(kv, NOON), 0);
  assertEquals((await keysUnder(kv, rangePrefix("in"))).length, 2505);
});
