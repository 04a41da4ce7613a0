import { assertEquals, assertStringIncludes } from "@std/assert";
import { testDeps } from "@/tests/support/deps.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { runSeed } from "./seed.ts";

Deno.test("the task loads as many contacts as it was asked for", async () => {
  using kv = await memoryKv();
  const lines: string[] = [];
  assertEquals(
    await runSeed(testDeps(kv), { contacts: 120, seed: 2 }, (line) => lines.push(line)),
    0,
  );
  assertEquals((await keysUnder(kv, [1, "c"])).length, 120);
  assertStringIncludes(lines.at(-1) ?? "", "Contacts loaded: 120");
});
