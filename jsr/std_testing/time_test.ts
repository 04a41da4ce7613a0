import { assert, assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";

Deno.test("FakeTime moves the clock and runs timers only when told to", async () => {
  using time = new FakeTime(1_000);
  const ran: number[] = [];
  setTimeout(() => ran.push(Date.now()), 500);
  time.tick(499);
  assertEquals(ran, []);
  time.tick(1);
  assertEquals(ran, [1_500]);
  const later = new Promise((resolve) => setTimeout(resolve, 10));
  await time.tickAsync(10);
  await later;
  assertEquals([time.start, time.now], [1_000, 1_510]);
});

Deno.test("FakeTime.next() says whether there was a timer", () => {
  using time = new FakeTime(0);
  setTimeout(() => {}, 60_000);
  assertEquals(time.next(), true);
  assertEquals(Date.now(), 60_000);
  assertEquals(time.next(), false);
});

Deno.test("FakeTime leaves promises and Deno KV alone, and gives the clock back", async () => {
  {
    using _time = new FakeTime(0);
    using kv = await Deno.openKv(":memory:");
    await kv.set(["a"], 1);
    assertEquals((await kv.get(["a"])).value, 1);
  }
  assert(Date.now() > 0);
});
