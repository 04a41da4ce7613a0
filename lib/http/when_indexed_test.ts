import { assertEquals, assertRejects } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { IndexNotReadyError } from "@/lib/errors.ts";
import { whenIndexed, withinMs } from "./when_indexed.ts";

Deno.test("whenIndexed() is null while the index is being built, and passes other errors on", async () => {
  assertEquals(await whenIndexed(Promise.resolve(3)), 3);
  assertEquals(await whenIndexed(Promise.reject(new IndexNotReadyError())), null);
  await assertRejects(() => whenIndexed(Promise.reject(new TypeError("no"))), TypeError);
});

Deno.test("withinMs() is the answer, or null when that is late", async () => {
  using time = new FakeTime();
  assertEquals(await withinMs(Promise.resolve(3), 1000), 3);
  const { promise: answer, reject } = Promise.withResolvers<number>();
  const early = withinMs(answer, 1000);
  await time.tickAsync(1000);
  assertEquals(await early, null);
  reject(new TypeError("nobody hears of it"));
  await assertRejects(() => withinMs(answer, 1000), TypeError);
});
