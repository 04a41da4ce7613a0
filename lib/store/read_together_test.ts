import { assertEquals, assertRejects } from "@std/assert";
import { memoryKv } from "@/tests/support/kv.ts";
import { ReadTogether } from "./read_together.ts";

/** Answers reads and notes how many keys each asked for. */
function counted(kv: Deno.Kv, reads: number[]): Deno.Kv {
  return new Proxy(kv, {
    get(target, name) {
      if (name !== "getMany") return Reflect.get(target, name, target);
      return (keys: readonly Deno.KvKey[]) => {
        reads.push(keys.length);
        return target.getMany([...keys]);
      };
    },
  });
}

Deno.test("what is asked for at the same time is read at once, each with its own answer", async () => {
  using kv = await memoryKv();
  await kv.atomic().set(["a"], 1).set(["b"], 2).commit();
  const reads: number[] = [];
  const together = new ReadTogether(counted(kv, reads));
  const entries = await Promise.all([["b"], ["a"], ["none"]].map((key) => together.get(key)));
  assertEquals(entries.map(({ value }) => value), [2, 1, null]);
  assertEquals(reads, [3]);
  await together.get(["a"]);
  assertEquals(reads, [3, 1]);
});

Deno.test("more than ten are read in tens", async () => {
  using kv = await memoryKv();
  const reads: number[] = [];
  const together = new ReadTogether(counted(kv, reads));
  await Promise.all(Array.from({ length: 23 }, (_, at) => together.get([at])));
  assertEquals(reads, [10, 10, 3]);
});

Deno.test("a failed read fails for everyone who asked", async () => {
  const kv = await memoryKv();
  const together = new ReadTogether(kv);
  kv.close();
  await Promise.all(["a", "b"].map((key) => assertRejects(() => together.get([key]))));
});
