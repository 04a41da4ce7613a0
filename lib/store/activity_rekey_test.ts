import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { createTag } from "@/lib/actions/create_tag.ts";
import { ADMIN, AGENT, anEvent, aTag } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { Crash, faultyKv, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { forgetKinds } from "@/tests/support/old_activity.ts";
import { rekeyActivity } from "./activity_rekey.ts";
import { saveChange } from "./change.ts";
import { stageEvent, stageEventGone } from "./events.ts";

const EVENTS = 25;

/** Events of an agent, of nobody, and of the settings. */
async function aStore(): Promise<Deno.Kv> {
  const kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  await createTag(actingAs(testDeps(kv), ADMIN), aTag());
  const events = Array.from({ length: EVENTS }, (_, at) => anEvent(at + 1, { actor: agent.actor }));
  await saveChange(kv, (change) => {
    for (const event of [...events, anEvent(1)]) stageEvent(change, event);
  });
  return kv;
}

Deno.test("rekeyActivity() gives each event the places it would have today, and touches none of today's", async () => {
  using kv = await aStore();
  const today = await snapshot(kv);
  await rekeyActivity(kv);
  assertEquals(await snapshot(kv), today);
  await forgetKinds(kv);
  assertNotEquals(await snapshot(kv), today);
  await rekeyActivity(kv);
  assertEquals(await snapshot(kv), today);
});

Deno.test("rekeyActivity() that dies at any of its commits is taken up again", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    for (const commit of [0, 1, 2]) {
      using kv = await aStore();
      const today = await snapshot(kv);
      await forgetKinds(kv);
      const dying = faultyKv(kv, (at) => at === commit ? fault : null);
      await assertRejects(() => rekeyActivity(dying.kv), Crash);
      await rekeyActivity(kv);
      assertEquals(await snapshot(kv), today, `${fault} ${commit}`);
    }
  }
});

Deno.test("rekeyActivity() leaves an event where a merge has put it since", async () => {
  using kv = await memoryKv();
  const event = anEvent(7, { actor: { kind: "user", userId: AGENT.id } });
  await saveChange(kv, (change) => stageEvent(change, event));
  await forgetKinds(kv);
  await saveChange(kv, (change) => {
    stageEventGone(change, event);
    stageEvent(change, { ...event, contactId: 5 });
  });
  const old = await kv.get([1, "activity", event.id]);
  assertEquals(old.value, 7);
  await rekeyActivity(kv);
  const left = (await snapshot(kv)).filter(([key]) => key[1] === "activity");
  assertEquals(left, [[[1, "activity", "contacts", event.id], 5]]);
});
