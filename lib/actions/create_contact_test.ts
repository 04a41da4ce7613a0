import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import type { ContactInput } from "@/lib/domain/contact.ts";
import { ForbiddenError, InputError } from "@/lib/errors.ts";
import { listEvents } from "@/lib/store/events.ts";
import { ADMIN, AGENT, aNamed, anInput, aTag, changesOf } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { Crash, faultyKv, keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { createContact } from "./create_contact.ts";
import { createTag } from "./create_tag.ts";
import { deleteTag } from "./delete_tag.ts";

const ONCE = { onceKey: "form-token-0001" };

Deno.test("createContact() saves what was typed, normalised, with an event that tells who did it", async () => {
  using kv = await memoryKv();
  const contact = await createContact(actingAs(testDeps(kv), AGENT), anInput());
  assertEquals(contact, {
    id: 1,
    name: "Олена Шевченко",
    emails: [{ typed: "olena@example.com", key: "olena@example.com" }],
    phones: [{ typed: "067 123 45 67", key: "+380671234567" }],
    tagIds: [],
    language: "uk",
    source: "manual",
    createdByUserId: AGENT.id,
    createdAtMs: NOON,
    lastActivityAtMs: null,
    revision: 1,
  });
  const [event] = (await listEvents(kv, 1, { limit: 10 })).events;
  assertEquals(event?.actor, { kind: "user", userId: AGENT.id });
  assertEquals([event?.kind, event?.atMs], ["created", NOON]);
  assertEquals(changesOf(event).map(({ field }) => field), [
    "name",
    "emails",
    "phones",
    "language",
  ]);
  await assertIndexed(kv);
});

Deno.test("nobody without the right creates a contact", async () => {
  using kv = await memoryKv();
  const acting = actingAs(testDeps(kv), ADMIN);
  const nobody = { ...acting, principal: JSON.parse('{"id":"x","role":"guest"}') };
  await assertRejects(() => createContact(nobody, anInput()), ForbiddenError);
  assertEquals(await keysUnder(kv, []), []);
});

Deno.test("a form sent twice, also at once, makes one contact and gets it both times", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const send = () => createContact(agent, aNamed("Олена"), ONCE);
  const [first, second, third] = await Promise.all([send(), send(), send()]);
  assertEquals([second, third, await send()], [first, first, first]);
  const other = await createContact(actingAs(testDeps(kv), ADMIN), aNamed("Олена"), ONCE);
  assertNotEquals(other.id, first.id); // another user's form
  await assertIndexed(kv);
});

Deno.test("a form sent again after a crash at any commit gets one contact", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    for (const at of [0, 1]) { // the block of ids, and the contact
      using kv = await memoryKv();
      const crashing = faultyKv(kv, (commit) => commit === at ? fault : null);
      const lost = createContact(actingAs(testDeps(crashing.kv), AGENT), anInput(), ONCE);
      await assertRejects(() => lost, Crash);
      const again = await createContact(actingAs(testDeps(kv), AGENT), anInput(), ONCE);
      assertEquals(again.name, anInput().name);
      assertEquals((await keysUnder(kv, [1, "c"])).length, 1);
      await assertIndexed(kv);
    }
  }
});

Deno.test("a taken handle is named at its place in the form, empty places counted", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const { id } = await createContact(agent, anInput());
  const input = {
    emails: ["", "new@example.com", " ", "OLENA@example.com"],
    phones: ["", "0671234567"],
  };
  const error = await assertRejects(() => createContact(agent, anInput(input)), InputError);
  const problem = { code: "handle_taken", params: { contactId: id } };
  assertEquals(error.problems, { "emails.3": problem, "phones.1": problem });
});

Deno.test("of two who give one phone to two contacts at once exactly one succeeds", async () => {
  using kv = await memoryKv();
  const inputs: ContactInput[] = ["Anna", "Olha"].map((name) => anInput({ name, emails: [] }));
  // Two processes: each has its own block of ids.
  const results = await Promise.allSettled(
    inputs.map((input) => createContact(actingAs(testDeps(faultyKv(kv).kv), AGENT), input)),
  );
  const winner = results.find((result) => result.status === "fulfilled");
  const loser = results.find((result) => result.status === "rejected");
  assertEquals(loser?.reason.problems, {
    "phones.0": { code: "handle_taken", params: { contactId: winner?.value.id } },
  });
  await assertIndexed(kv);
});

Deno.test("unknown, deleted and hidden tags are refused to an agent", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const agent = actingAs(testDeps(kv), AGENT);
  const seen = await createTag(admin, aTag({ name: "Seen" }));
  const hidden = await createTag(admin, aTag({ name: "Hidden", visibleToAgents: false }));
  const deleted = await deleteTag(admin, (await createTag(admin, aTag({ name: "Old" }))).id);
  for (const id of [hidden.id, deleted.id, "unknown"]) {
    const tagged = createContact(agent, anInput({ tagIds: [seen.id, id] }));
    const { problems } = await assertRejects(() => tagged, InputError);
    assertEquals(problems, { tagIds: { code: "tag_unknown" } });
  }
  const input = anInput({ tagIds: [hidden.id, seen.id] });
  assertEquals((await createContact(admin, input)).tagIds, [hidden.id, seen.id]);
});

Deno.test("a contact with twenty e-mails and twenty phones is one commit within ten checks", async () => {
  using kv = await memoryKv();
  const watched = faultyKv(kv);
  await createContact(actingAs(testDeps(watched.kv), AGENT), {
    ...anInput(),
    emails: Array.from({ length: 20 }, (_, at) => `o${at}@example.com`),
    phones: Array.from({ length: 20 }, (_, at) => `+38067${1234500 + at}`),
  }, ONCE);
  assertEquals(watched.commits.length, 2);
  assertEquals((watched.commits[1]?.checks ?? 99) <= 10, true);
});
