import { assert, assertEquals, assertMatch } from "@std/assert";
import { testDeps } from "@/tests/support/deps.ts";
import { JOBS } from "./schedule.ts";

Deno.test("every job has a name of its own and a schedule", () => {
  assertEquals(new Set(JOBS.map(({ name }) => name)).size, JOBS.length);
  for (const { name, schedule } of JOBS) {
    assertMatch(name, /^[a-z ]+$/);
    assertMatch(schedule, /^(\*|\d{1,2}) \* \* \* \*$/);
  }
});

Deno.test("every job runs on an empty store, and twice", async () => {
  using kv = await Deno.openKv(":memory:");
  const deps = testDeps(kv);
  for (const job of [...JOBS, ...JOBS]) await job.run(deps);
  assert(JOBS.length > 0);
});
