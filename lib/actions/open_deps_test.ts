import { assertEquals } from "@std/assert";
import { decodeTime } from "@std/ulid";
import { memoryKv } from "@/tests/support/kv.ts";
import { NOON } from "@/tests/support/deps.ts";
import { openDeps } from "./open_deps.ts";

Deno.test("ids of one moment, now or another one, are in the order in which they were made", async () => {
  using kv = await memoryKv();
  const onFailure = () => {};
  const { newId } = openDeps(kv, { country: "UA", timeZone: "Europe/Kyiv", onFailure });
  for (const atMs of [undefined, NOON, 0]) {
    const ids = Array.from({ length: 2000 }, () => newId(atMs));
    assertEquals(ids.toSorted(), ids);
    assertEquals(new Set(ids).size, ids.length);
    if (atMs === undefined) continue;
    assertEquals([...new Set(ids.map(decodeTime))], [atMs]);
    assertEquals([...new Set(ids.map((id) => id.length))], [26]);
  }
});
