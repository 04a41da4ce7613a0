import { assert, assertEquals } from "@std/assert";
import { faultyKv } from "@/tests/support/kv.ts";
import {
  ACCOUNT_FREE_FAILURES,
  ADDRESS_LIMIT,
  forgiveLogin,
  KNOWN_LIFE_MS,
  PAIR_LIMIT,
  sweepLimits,
  takeLoginTry,
} from "./limiter.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const OLENA = { account: "olena@example.com", address: "203.0.113.7" };

Deno.test("takeLoginTry() lets exactly ten of 500 parallel tries through", async () => {
  using kv = await Deno.openKv(":memory:");
  const waits = await Promise.all(
    Array.from({ length: 500 }, () => takeLoginTry(kv, OLENA, NOW)),
  );
  assertEquals(waits.filter((wait) => wait === 0).length, PAIR_LIMIT.max);
  assert(waits.every((wait) => wait === 0 || wait <= PAIR_LIMIT.windowMs / 1000));
});

Deno.test("takeLoginTry() lets exactly ten of 200 parallel tries at four processes through", async () => {
  using kv = await Deno.openKv(":memory:");
  const processes = Array.from({ length: 4 }, () => faultyKv(kv).kv);
  const waits = await Promise.all(
    Array.from({ length: 200 }, (_, n) => takeLoginTry(processes[n % 4] ?? kv, OLENA, NOW)),
  );
  assertEquals(waits.filter((wait) => wait === 0).length, PAIR_LIMIT.max);
});

Deno.test("takeLoginTry() opens again when the window is over, and not a moment earlier", async () => {
  using kv = await Deno.openKv(":memory:");
  for (let n = 0; n < PAIR_LIMIT.max; n++) await takeLoginTry(kv, OLENA, NOW);
  assert(await takeLoginTry(kv, OLENA, NOW + PAIR_LIMIT.windowMs - 1) > 0);
  assertEquals(await takeLoginTry(kv, OLENA, NOW + PAIR_LIMIT.windowMs), 0);
});

Deno.test("takeLoginTry() limits one address that tries many accounts", async () => {
  using kv = await Deno.openKv(":memory:");
  const waits: number[] = [];
  for (let n = 0; n < ADDRESS_LIMIT.max + 20; n++) {
    waits.push(await takeLoginTry(kv, { ...OLENA, account: `a${n}@example.com` }, NOW));
  }
  assertEquals(waits.filter((wait) => wait === 0).length, ADDRESS_LIMIT.max);
});

Deno.test("takeLoginTry() lets at most 100 guesses an hour at one account through from 100 addresses", async () => {
  using kv = await Deno.openKv(":memory:");
  let passed = 0;
  for (let n = 0; n < 3_600; n++) {
    const address = `198.51.100.${n % 100}`;
    const nowMs = NOW + n * 1000;
    if (await takeLoginTry(kv, { ...OLENA, address }, nowMs) === 0) passed++;
  }
  assert(passed > ACCOUNT_FREE_FAILURES && passed <= 100, `${passed} passed`);
});

Deno.test("takeLoginTry() lets the owner in from a known address while others guess", async () => {
  using kv = await Deno.openKv(":memory:");
  assertEquals(await takeLoginTry(kv, OLENA, NOW), 0);
  await forgiveLogin(kv, OLENA, NOW);
  for (let n = 0; n < 60; n++) {
    await takeLoginTry(kv, { ...OLENA, address: `198.51.100.${n}` }, NOW + n);
  }
  assert(await takeLoginTry(kv, { ...OLENA, address: "192.0.2.1" }, NOW + 60) > 0);
  assertEquals(await takeLoginTry(kv, OLENA, NOW + 60), 0);
});

Deno.test("forgiveLogin() gives the address its try back", async () => {
  using kv = await Deno.openKv(":memory:");
  for (let n = 0; n < 3 * ADDRESS_LIMIT.max; n++) {
    const login = { ...OLENA, account: `agent${n % 30}@example.com` };
    assertEquals(await takeLoginTry(kv, login, NOW), 0);
    await forgiveLogin(kv, login, NOW);
  }
});

Deno.test("sweepLimits() deletes only what no longer decides", async () => {
  using kv = await Deno.openKv(":memory:");
  await takeLoginTry(kv, OLENA, NOW);
  await forgiveLogin(kv, OLENA, NOW);
  await takeLoginTry(kv, OLENA, NOW);
  assertEquals(await sweepLimits(kv, NOW + 60_000), 0);
  assertEquals(await sweepLimits(kv, NOW + 2 * ADDRESS_LIMIT.windowMs), 3);
  assertEquals(await sweepLimits(kv, NOW + KNOWN_LIFE_MS), 1);
  assertEquals((await Array.fromAsync(kv.list({ prefix: [] }))).length, 0);
});
