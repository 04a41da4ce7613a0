import { assertEquals } from "@std/assert";
import { anEvent } from "@/tests/support/cast.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { saveChange } from "./change.ts";
import { listEvents, stageEvent } from "./events.ts";

Deno.test("listEvents() gives a contact's events newest first, page by page", async () => {
  using kv = await memoryKv();
  const events = Array.from({ length: 7 }, () => anEvent(42));
  await saveChange(kv, (change) => {
    for (const event of [...events, anEvent(4), anEvent(43)]) stageEvent(change, event);
  });
  const newestFirst = events.toReversed();
  const first = await listEvents(kv, 42, { limit: 4 });
  assertEquals(first, { events: newestFirst.slice(0, 4), next: newestFirst[3]?.id ?? "" });
  const second = await listEvents(kv, 42, { limit: 4, before: first.next });
  assertEquals(second, { events: newestFirst.slice(4), next: null });
});

Deno.test("listEvents() has no next page when the last one is full", async () => {
  using kv = await memoryKv();
  await saveChange(kv, (change) => stageEvent(change, anEvent(1)));
  assertEquals((await listEvents(kv, 1, { limit: 1 })).next, null);
  assertEquals(await listEvents(kv, 2, { limit: 1 }), { events: [], next: null });
});
