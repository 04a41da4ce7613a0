import { assertEquals, assertRejects } from "@std/assert";
import { inTurn } from "./inbound_turns.ts";
import { memoryKv } from "@/tests/support/kv.ts";

Deno.test("inTurn() runs what has one key one after the other, and other keys at once", async () => {
  using kv = await memoryKv();
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const add = (name: string, until?: Promise<void>) => async () => {
    order.push(`${name} begins`);
    await until;
    order.push(`${name} ends`);
  };
  const first = inTurn(kv, "a", add("a1", gate.promise));
  const second = inTurn(kv, "a", add("a2"));
  await inTurn(kv, "b", add("b"));
  gate.resolve();
  await Promise.all([first, second]);
  const ofA = order.filter((line) => line.startsWith("a"));
  assertEquals(ofA, ["a1 begins", "a1 ends", "a2 begins", "a2 ends"]);
  assertEquals(order.indexOf("b ends") < order.indexOf("a1 ends"), true);
});

Deno.test("a task that fails is its own caller's, and the next one runs", async () => {
  using kv = await memoryKv();
  const fails = inTurn(kv, "a", () => Promise.reject(new RangeError("no")));
  const next = inTurn(kv, "a", () => Promise.resolve("yes"));
  await assertRejects(() => fails, RangeError);
  assertEquals(await next, "yes");
});
