import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeTime } from "@std/ulid";
import { createContact } from "@/lib/actions/create_contact.ts";
import { loadSampleData } from "@/lib/actions/load_sample_data.ts";
import { contactSchema } from "@/lib/domain/contact.ts";
import { ForbiddenError } from "@/lib/errors.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { listConversations, listMessages } from "@/lib/store/conversations.ts";
import { listEvents } from "@/lib/store/events.ts";
import { listTags } from "@/lib/store/tags.ts";
import { ADMIN, AGENT, anInput } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { cutOffEverywhere } from "@/tests/support/sample_cuts.ts";
import { workOnSampleData } from "./sample_load.ts";
import { samplePerson } from "./sample_people.ts";

async function namesIn(kv: Deno.Kv): Promise<string[]> {
  return await Array.fromAsync(
    kv.list({ prefix: [1, "c"] }),
    ({ value }) => contactSchema.parse(value).name,
  );
}

Deno.test("sample data loads as ordered, with tags, and once", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  assertEquals(await workOnSampleData(deps), null); // nothing ordered
  await loadSampleData(actingAs(deps, ADMIN), { contacts: 200, seed: 3 });
  const job = await workOnSampleData(deps);
  assertEquals([job?.state, job?.done, job?.worker], ["done", 200, null]);
  await workOnSampleData(deps);
  const set = { seed: 3, total: 200, nowMs: deps.now() };
  assertEquals(
    await namesIn(kv),
    Array.from({ length: 200 }, (_, at) => samplePerson(at, set).name),
  );
  assertEquals((await listTags(kv)).length, 16);
  await assertIndexed(kv);
});

/** What people have written, by conversation: the same whenever a worker dies. */
async function talksIn(kv: Deno.Kv): Promise<number[]> {
  const { items } = await listConversations(kv, "open", { limit: 100 });
  return items.map(({ messageCount }) => messageCount).sort();
}

Deno.test("sample data that stops before or after any commit goes on, and nobody is made, or writes, twice", async () => {
  let reads = 0;
  const { people, talks } = await cutOffEverywhere({ contacts: 120, seed: 3 }, async (kv) => {
    if (reads++ % 10 === 0) await assertIndexed(kv);
    return { people: (await namesIn(kv)).length, talks: await talksIn(kv) };
  });
  assertEquals(people, 120);
  assert(talks.length > 10, "people have written");
});

Deno.test("sample people are made, and write, at their own times: threads, timelines and lists agree", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await loadSampleData(actingAs(deps, ADMIN));
  await workOnSampleData(deps);
  const { items } = await listConversations(kv, "open", { limit: 100 });
  for (const { id, contactId, lastAtMs, createdAtMs } of items) {
    const { events } = await listEvents(kv, contactId, { limit: 10 });
    const { items: messages } = await listMessages(kv, id, { limit: 10 });
    const contact = await findContact(kv, contactId);
    const times = [...messages.map(({ atMs }) => atMs), contact?.createdAtMs];
    assertEquals(events.map(({ atMs }) => atMs), times);
    assertEquals(times.toSorted((a = 0, b = 0) => b - a), times);
    assertEquals([lastAtMs, contact?.lastActivityAtMs], [times[0], times[0]]);
    assertEquals(createdAtMs, messages.at(-1)?.atMs);
    for (const { id, atMs } of [...messages, ...events]) assertEquals(decodeTime(id), atMs);
  }
});

Deno.test("two workers at once: one loads, the other leaves it alone", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await loadSampleData(actingAs(deps, ADMIN));
  await Promise.all([workOnSampleData(deps), workOnSampleData(deps)]);
  assertEquals((await namesIn(kv)).length, 300);
});

Deno.test("a sample person whose handle somebody has already is made without handles", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const person = samplePerson(5, { seed: 3, total: 50, nowMs: deps.now() });
  const phones = person.phones.map(({ typed }) => typed);
  const emails = person.emails.map(({ typed }) => typed);
  await createContact(actingAs(deps, ADMIN), anInput({ phones, emails }));
  await loadSampleData(actingAs(deps, ADMIN), { contacts: 50, seed: 3 });
  assertEquals((await workOnSampleData(deps))?.state, "done");
  assertEquals((await namesIn(kv)).length, 51);
  await assertIndexed(kv);
});

Deno.test("only who sets the workspace up may load sample data", async () => {
  using kv = await memoryKv();
  await assertRejects(() => loadSampleData(actingAs(testDeps(kv), AGENT)), ForbiddenError);
});
