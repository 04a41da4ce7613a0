import { assertEquals, assertRejects } from "@std/assert";
import { Crash, faultyKv, memoryKv } from "@/tests/support/kv.ts";
import { ID_BLOCK_SIZE, nextContactId, nextContactIds } from "./ids.ts";

Deno.test("nextContactId() counts from 1 and commits once a block", async () => {
  using kv = await memoryKv();
  const watched = faultyKv(kv);
  for (let expected = 1; expected <= ID_BLOCK_SIZE + 1; expected++) {
    assertEquals(await nextContactId(watched.kv), expected);
  }
  assertEquals(watched.commits.length, 2);
});

Deno.test("nextContactIds() gives rising ids across blocks, also more than a block", async () => {
  using kv = await memoryKv();
  await nextContactIds(kv, 60);
  const ids = await nextContactIds(kv, 300);
  assertEquals(ids, Array.from({ length: 300 }, (_, at) => 61 + at));
});

Deno.test("two processes that ask at once never get the same id", async () => {
  using kv = await memoryKv();
  const processes = [faultyKv(kv).kv, faultyKv(kv).kv, kv];
  const asked = Array.from({ length: 400 }, (_, at) => nextContactId(processes[at % 3] ?? kv));
  assertEquals(new Set(await Promise.all(asked)).size, 400);
});

Deno.test("a lost answer costs a block of ids and no id is given twice", async () => {
  using kv = await memoryKv();
  const crashing = faultyKv(kv, (commit) => commit === 0 ? "crash_after" : null);
  await assertRejects(() => nextContactId(crashing.kv), Crash);
  assertEquals(await nextContactId(crashing.kv), ID_BLOCK_SIZE + 1);
});
