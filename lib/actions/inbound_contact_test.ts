import { assert, assertEquals, assertRejects } from "@std/assert";
import { createAttribute } from "./create_attribute.ts";
import { createContact } from "./create_contact.ts";
import { HANDLES_MAX } from "@/lib/domain/contact.ts";
import { InputError } from "@/lib/errors.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { listMessages } from "@/lib/store/conversations.ts";
import { valueBytes } from "@/lib/store/value_size.ts";
import { ADMIN, aNamed, anInput, aTypedAttribute, changesOf } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, anEvent, receive } from "@/tests/support/inbound.ts";
import { memoryKv, snapshot } from "@/tests/support/kv.ts";

const CHAT = aChannel({ type: "telegram" });
const MAIL = aChannel({ type: "email" });

function phoneOf(number: number): string {
  return `+3806712345${String(number).padStart(2, "0")}`;
}

function anUpdate(contact: Record<string, unknown>, externalId = "7") {
  return anEvent({ kind: "contact", identity: { externalId }, contact });
}

async function withPlan(deps: TestDeps): Promise<void> {
  const admin = actingAs(deps, ADMIN);
  await createAttribute(admin, aTypedAttribute({ name: "Seats", type: "number" }));
  await createAttribute(admin, aTypedAttribute({ name: "Plan" }));
}

Deno.test("addresses beyond twenty of a kind are left out, and their messages are stored", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  let contactId = 0;
  for (let number = 0; number < HANDLES_MAX + 3; number++) {
    const answer = await receive(deps, CHAT, aMessage({ externalId: "7", phone: phoneOf(number) }));
    contactId = answer.contactId ?? 0;
    const { items } = await listMessages(kv, answer.conversationId ?? "", { limit: 100 });
    assertEquals(items.length, number + 1);
  }
  const { phones } = await requireContact(kv, contactId);
  assertEquals(
    phones.map(({ key }) => key),
    Array.from({ length: HANDLES_MAX }, (_, at) => phoneOf(at)),
  );
});

Deno.test("others' addresses beyond twenty are left out of what is unclaimed", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  let contactId = 0;
  for (let number = 0; number < HANDLES_MAX + 3; number++) {
    await createContact(actingAs(deps, ADMIN), {
      ...aNamed(`P${number}`),
      phones: [phoneOf(number)],
    });
    const message = aMessage({ externalId: "7", phone: phoneOf(number) });
    contactId = (await receive(deps, CHAT, message)).contactId ?? 0;
  }
  const { phones, unclaimed } = await requireContact(kv, contactId);
  assertEquals([phones.length, unclaimed?.length], [0, HANDLES_MAX]);
});

Deno.test("the largest contact there is takes in messages, and leaves out what would not fit", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const host = `${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.com`;
  const emails = Array.from({ length: 20 }, (_, at) => `${"ї".repeat(60)}${at}@${host}`);
  const phones = Array.from({ length: 19 }, (_, at) => `${"ї".repeat(60)}${at}`);
  const large = { ...anInput(), name: "ї".repeat(255), emails, phones };
  const { id } = await createContact(actingAs(deps, ADMIN), large);
  const from = (phone?: string) => aMessage({ email: emails[0], phone });
  for (let times = 0; times < 3; times++) {
    assertEquals((await receive(deps, MAIL, from(phoneOf(times)))).contactId, id);
  }
  assert(valueBytes(await requireContact(kv, id)) < 64 * 1024);
});

Deno.test("an update sets values by the types of their attributes, with an event of the channel's", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await withPlan(deps);
  const made = await receive(deps, CHAT, anUpdate({ attributes: { seats: "5", plan: "pro" } }));
  const contact = await requireContact(kv, made.contactId ?? 0);
  assertEquals([contact.attributes, contact.revision], [{ seats: 5, plan: "pro" }, 1]);
  await receive(deps, CHAT, anUpdate({ attributes: { seats: 6, plan: null } }));
  const after = await requireContact(kv, contact.id);
  assertEquals([after.attributes, after.revision], [{ seats: 6 }, 2]);
  const { events } = await listEvents(kv, contact.id, { limit: 5 });
  const edited = events.find(({ kind }) => kind === "edited");
  assertEquals(edited?.actor, { kind: "channel", channelId: CHAT.id });
  assertEquals(changesOf(edited).map(({ field }) => field), ["attr.seats", "attr.plan"]);
  const created = events.find(({ kind }) => kind === "created");
  assertEquals(changesOf(created).map(({ field }) => field), [
    "identities",
    "attr.seats",
    "attr.plan",
  ]);
  assertEquals((await listAttributes(kv)).map(({ hasValues }) => hasValues), [true, true]);
});

Deno.test("an update with one value that does not fit changes nothing at all", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await withPlan(deps);
  await receive(deps, CHAT, anUpdate({ name: "Ada" }));
  const before = await snapshot(kv);
  for (const externalId of ["7", "8"]) {
    const wrong = { email: "ada@example.com", attributes: { plan: "pro", seats: "many", none: 1 } };
    const update = () => receive(deps, CHAT, anUpdate(wrong, externalId));
    const { problems } = await assertRejects(update, InputError);
    assertEquals(Object.keys(problems).sort(), [
      "contact.attributes.none",
      "contact.attributes.seats",
    ]);
  }
  const after = (await snapshot(kv)).filter(([key]) => key[1] !== "next_id");
  assertEquals(after, before.filter(([key]) => key[1] !== "next_id"));
});

Deno.test("an update that says nothing new writes no event and raises no revision", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const said = { name: "Ada", email: "ada@example.com", language: "en" };
  const { contactId } = await receive(deps, CHAT, anUpdate(said));
  const before = await requireContact(kv, contactId ?? 0);
  await receive(deps, CHAT, anUpdate(said));
  assertEquals(await requireContact(kv, before.id), before);
  assertEquals((await listEvents(kv, before.id, { limit: 5 })).events.length, 1);
});

Deno.test("a label is no edit: a form that was opened before it came can still be saved", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const { contactId } = await receive(deps, CHAT, aMessage({ externalId: "7", language: "uk" }));
  const contact = await requireContact(kv, contactId ?? 0);
  assertEquals([contact.languageByCustomer, contact.identities?.length], [true, 1]);
  await receive(deps, CHAT, aMessage({ externalId: "7", label: "@seven" }));
  assertEquals((await requireContact(kv, contact.id)).revision, contact.revision);
});
