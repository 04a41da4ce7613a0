import { assert, assertEquals } from "@std/assert";
import { loadSampleData } from "@/lib/actions/load_sample_data.ts";
import { isBlocked } from "@/lib/domain/block.ts";
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { workOnDuplicates } from "@/lib/store/duplicate_work.ts";
import { countPairs } from "@/lib/store/duplicate_pairs.ts";
import { LEASE_MS } from "@/lib/store/index/lease.ts";
import { listEvents } from "@/lib/store/events.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { cutOffEverywhere } from "@/tests/support/sample_cuts.ts";
import { assertSound } from "@/tests/support/verified.ts";
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
  await assertSound(kv);
});

Deno.test("stories that stop before or after any commit go on, and nothing happens twice", async () => {
  const told = await cutOffEverywhere(ORDER, happenedIn);
  assertEquals(told.length, 7);
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
