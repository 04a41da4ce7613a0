import { assertEquals } from "@std/assert";
import { saveChange } from "./change.ts";
import { ONCE_LIFE_MS, stageOnce, sweepOnce } from "./once.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const FORM = { userId: "olena", token: "01JD9V0000000000000000000A" };

function send(kv: Deno.Kv, result: string, form = FORM, nowMs = NOW) {
  return saveChange(kv, (change) => stageOnce(change, { ...form, nowMs }, result));
}

Deno.test("stageOnce() gives a second send of the form the first one's result", async () => {
  using kv = await Deno.openKv(":memory:");
  assertEquals(await send(kv, "42"), null);
  assertEquals(await send(kv, "43"), "42");
  assertEquals(await send(kv, "44", { ...FORM, userId: "taras" }), null);
  assertEquals(await send(kv, "45", FORM, NOW + ONCE_LIFE_MS), null);
});

Deno.test("stageOnce() lets exactly one of twenty parallel sends be the first", async () => {
  using kv = await Deno.openKv(":memory:");
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, n) => send(kv, String(n))),
  );
  assertEquals(results.filter((result) => result === null).length, 1);
});

Deno.test("stageOnce() keeps no malformed token", async () => {
  using kv = await Deno.openKv(":memory:");
  for (const token of ["", "short", "x".repeat(65), "with space in it"]) {
    assertEquals(await send(kv, "42", { ...FORM, token }), null);
    assertEquals(await send(kv, "43", { ...FORM, token }), null);
  }
});

Deno.test("sweepOnce() deletes what is older than a day", async () => {
  using kv = await Deno.openKv(":memory:");
  await send(kv, "42");
  assertEquals(await sweepOnce(kv, NOW + ONCE_LIFE_MS - 1), 0);
  assertEquals(await sweepOnce(kv, NOW + ONCE_LIFE_MS), 1);
});
