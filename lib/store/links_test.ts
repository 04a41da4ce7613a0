import { assertEquals, assertRejects } from "@std/assert";
import { NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "./change.ts";
import { findLink, LINK_LIFE_MS, stageLink, stageUseLink, sweepLinks } from "./links.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

function makePasswordLink(kv: Deno.Kv, userId = "olena") {
  return saveChange(kv, (change) => stageLink(change, { kind: "password", userId }, NOW));
}

function redeem(kv: Deno.Kv, secret: string, kind: "password" | "setup" = "password") {
  return saveChange(kv, (change) => stageUseLink(change, { secret, kind, nowMs: NOW + 1 }));
}

Deno.test("findLink() finds a link for one hour", async () => {
  using kv = await Deno.openKv(":memory:");
  const secret = await makePasswordLink(kv);
  assertEquals((await findLink(kv, secret, NOW + LINK_LIFE_MS - 1))?.kind, "password");
  assertEquals(await findLink(kv, secret, NOW + LINK_LIFE_MS), null);
  assertEquals(await findLink(kv, "nonsense", NOW), null);
});

Deno.test("stageUseLink() lets exactly one of twenty parallel uses win", async () => {
  using kv = await Deno.openKv(":memory:");
  const secret = await makePasswordLink(kv);
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => redeem(kv, secret)));
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
});

Deno.test("stageUseLink() uses up the user's other links and nobody else's", async () => {
  using kv = await Deno.openKv(":memory:");
  const [first, second] = [await makePasswordLink(kv), await makePasswordLink(kv)];
  const other = await makePasswordLink(kv, "taras");
  await redeem(kv, first);
  await assertRejects(() => redeem(kv, second), NotFoundError);
  await redeem(kv, other);
});

Deno.test("stageUseLink() refuses a link of another kind", async () => {
  using kv = await Deno.openKv(":memory:");
  const secret = await makePasswordLink(kv);
  await assertRejects(() => redeem(kv, secret, "setup"), NotFoundError);
});

Deno.test("sweepLinks() deletes links whose hour is over", async () => {
  using kv = await Deno.openKv(":memory:");
  await makePasswordLink(kv);
  assertEquals(await sweepLinks(kv, NOW + LINK_LIFE_MS - 1), 0);
  assertEquals(await sweepLinks(kv, NOW + LINK_LIFE_MS), 1);
});
