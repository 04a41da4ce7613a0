import { assert, assertEquals } from "@std/assert";
import { loadSampleData, SAMPLE_LEASE_MS } from "@/lib/actions/load_sample_data.ts";
import { resumeMerges } from "@/lib/actions/work_on_merges.ts";
import { isBlocked } from "@/lib/domain/block.ts";
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { workOnDuplicates } from "@/lib/store/duplicate_work.ts";
import { countPairs } from "@/lib/store/duplicate_pairs.ts";
import { LEASE_MS } from "@/lib/store/index/lease.ts";
import { listEvents } from "@/lib/store/events.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { Crash, faultyKv, memoryKv } from "@/tests/support/kv.ts";
import { assertVerified } from "@/tests/support/merges.ts";
import { workOnSampleData } from "./sample_load.ts";

const ORDER = { contacts: 3, seed: 3, stories: true };

/** Those of the stories, by name. */
async function peopleIn(kv: Deno.Kv): Promise<Map<string, Contact>> {
  const contacts = await Array.fromAsync(
    kv.list({ prefix: [1, "c"] }),
    ({ value }) => contactSchema.parse(value),
  );
  const told = contacts.filter(({ source }) => source !== "seed");
  return new Map(told.map((contact) => [contact.name, contact]));
}

Deno.test("a newcomer's sample data has a merge, notes, blocks with attempts and duplicates in it", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await loadSampleData(actingAs(deps, ADMIN), ORDER);
  await workOnSampleData(deps);
  const people = await peopleIn(kv);
  assertEquals(people.size, 7);
  const olena = people.get("Олена Шевченко");
  assertEquals([olena?.emails.length, olena?.conversationCount], [1, 2]);
  const { events } = await listEvents(kv, olena?.id ?? 0, { limit: 20 });
  const kinds = new Set(events.map(({ kind }) => kind));
  assert(["merged", "note_added", "note_pinned"].every((kind) => kinds.has(kind as "merged")));
  const casino = people.get("Lucky Casino 777");
  assertEquals([casino?.block?.untilMs, casino?.block?.reason], [null, "spam"]);
  assert(isBlocked(people.get("Роман Кравець")?.block, deps.now()));
  await workOnDuplicates(kv, { leaseMs: LEASE_MS, now: deps.now, contactsMax: 100 });
  assertEquals(await countPairs(kv), 2);
  await assertVerified(kv);
});

Deno.test("stories that stop before or after any commit go on, and nothing happens twice", async () => {
  using whole = await memoryKv();
  const deps = testDeps(whole);
  await loadSampleData(actingAs(deps, ADMIN), ORDER);
  const counted = faultyKv(whole);
  await workOnSampleData(testDeps(counted.kv));
  const told = await happenedIn(whole);
  for (let at = 0; at < counted.commits.length; at++) {
    const fault = at % 2 === 0 ? "crash_before" : "crash_after";
    using kv = await memoryKv();
    const deps = testDeps(kv);
    await loadSampleData(actingAs(deps, ADMIN), ORDER);
    const faulty = faultyKv(kv, (commit) => commit === at ? fault : null);
    await workOnSampleData(testDeps(faulty.kv)).catch((error) => {
      if (!(error instanceof Crash)) throw error;
    });
    deps.pass(SAMPLE_LEASE_MS);
    const job = await workOnSampleData(deps);
    await resumeMerges(deps); // as the clock does
    assertEquals([job?.state, job?.talked], ["done", true], `${fault} ${at}`);
    assertEquals(await happenedIn(kv), told, `${fault} ${at}`);
  }
});

/** Kinds of events by the name of their contact; those of one millisecond are in no order. */
async function happenedIn(kv: Deno.Kv): Promise<[string, string[]][]> {
  const people = [...await peopleIn(kv)];
  return await Promise.all(people.map(async ([name, { id }]): Promise<[string, string[]]> => {
    const { events } = await listEvents(kv, id, { limit: 50 });
    return [name, events.map(({ kind }) => kind).sort()];
  }));
}

Deno.test("nobody's history is invented unless it was ordered", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await loadSampleData(actingAs(deps, ADMIN), { contacts: 3, seed: 3 });
  await workOnSampleData(deps);
  assertEquals((await peopleIn(kv)).size, 0);
});
