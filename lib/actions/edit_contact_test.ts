import { assertEquals, assertRejects } from "@std/assert";
import type { Contact, ContactInput } from "@/lib/domain/contact.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { EditConflictError, ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { findContactIdByPhone } from "@/lib/store/handles.ts";
import { ADMIN, AGENT, aNamed, anInput, aTag, changesOf } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { faultyKv, interruptedKv, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { createContact } from "./create_contact.ts";
import { createTag } from "./create_tag.ts";
import { deleteTag } from "./delete_tag.ts";
import { editContact } from "./edit_contact.ts";

function changed(contact: Contact, changes: Partial<ContactInput>): ContactInput {
  return { ...contactInput(contact), ...changes };
}

Deno.test("editContact() saves the fields, raises the revision and tells what changed", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const before = await createContact(agent, anInput());
  const input = changed(before, { name: "Олена Коваль", phones: [] });
  const after = await editContact(agent, before.id, 1, input);
  assertEquals(after, { ...before, name: "Олена Коваль", phones: [], revision: 2 });
  assertEquals(await requireContact(kv, before.id), after);
  const { events } = await listEvents(kv, before.id, { limit: 10 });
  assertEquals(changesOf(events.find(({ kind }) => kind === "edited")), [
    { field: "name", before: ["Олена Шевченко"], after: ["Олена Коваль"] },
    { field: "phones", before: ["067 123 45 67"], after: [] },
  ]);
  await assertIndexed(kv);
});

Deno.test("an edit that changes nothing writes nothing", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const contact = await createContact(agent, anInput());
  const before = await snapshot(kv);
  assertEquals(await editContact(agent, contact.id, 1, contactInput(contact)), contact);
  assertEquals(await snapshot(kv), before);
});

Deno.test("of two edits of one revision the second gets the current contact and changes nothing", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const { id } = await createContact(agent, anInput());
  const results = await Promise.allSettled(
    ["Anna", "Olha"].map((name) =>
      editContact(actingAs(testDeps(faultyKv(kv).kv), AGENT), id, 1, anInput({ name }))
    ),
  );
  const saved = results.find((result) => result.status === "fulfilled")?.value;
  const refused = results.find((result) => result.status === "rejected")?.reason;
  assertEquals(refused instanceof EditConflictError, true);
  assertEquals(refused.current, saved);
  assertEquals(await requireContact(kv, id), saved);
  await assertIndexed(kv);
});

Deno.test("an edit that starts while another is being saved loses to it", async () => {
  using kv = await memoryKv();
  const { id } = await createContact(actingAs(testDeps(kv), AGENT), anInput());
  const edit = (at: Deno.Kv, name: string) =>
    editContact(actingAs(testDeps(at), AGENT), id, 1, anInput({ name }));
  const faulty = faultyKv(kv, (commit) => commit === 0 ? "conflict" : null);
  let fast: Promise<Contact> | null = null;
  // The other one is saved between the first try and the second.
  const slow = interruptedKv(faulty.kv, async () => {
    if (faulty.commits.length > 0) await (fast ??= edit(kv, "Fast"));
  });
  await assertRejects(() => edit(slow.kv, "Slow"), EditConflictError);
  assertEquals((await requireContact(kv, id)).name, "Fast");
});

Deno.test("an edit takes a free handle, and names the contact that has a taken one", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const olena = await createContact(agent, anInput());
  const anna = await createContact(agent, aNamed("Anna"));
  const wants = changed(anna, { phones: ["", "+380 67 123 45 67"] });
  const { problems } = await assertRejects(() => editContact(agent, anna.id, 1, wants), InputError);
  assertEquals(problems, {
    "phones.1": { code: "handle_taken", params: { contactId: olena.id } },
  });
  await editContact(agent, olena.id, 1, changed(olena, { phones: [] }));
  await editContact(agent, anna.id, 1, wants);
  assertEquals(await findContactIdByPhone(kv, "+380671234567"), anna.id);
  await assertIndexed(kv);
});

Deno.test("swapping primary and second is a change, and keeps both handles", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const contact = await createContact(
    agent,
    anInput({ emails: ["a@example.com", "b@example.com"] }),
  );
  const input = changed(contact, { emails: ["b@example.com", "a@example.com"] });
  const { emails, revision } = await editContact(agent, contact.id, 1, input);
  assertEquals([emails[0]?.key, revision], ["b@example.com", 2]);
  await assertIndexed(kv);
});

Deno.test("a phone left as it was keeps its number when the country has changed", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const contact = await createContact(actingAs(deps, AGENT), anInput());
  const german = actingAs({ ...deps, country: "DE" }, AGENT);
  const after = await editContact(german, contact.id, 1, changed(contact, { name: "New" }));
  assertEquals(after.phones, contact.phones);
});

Deno.test("an agent's edit leaves hidden and deleted tags on the contact", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const agent = actingAs(testDeps(kv), AGENT);
  const make = (name: string, visibleToAgents: boolean) =>
    createTag(admin, aTag({ name, visibleToAgents }));
  const [seen, hidden, old, more] = await Promise.all([
    make("Seen", true),
    make("Hidden", false),
    make("Old", true),
    make("More", true),
  ]);
  const input = anInput({ tagIds: [seen.id, hidden.id, old.id] });
  const contact = await createContact(admin, input);
  await deleteTag(admin, old.id);
  const same = await editContact(agent, contact.id, 1, changed(contact, { tagIds: [seen.id] }));
  assertEquals(same.revision, 1);
  const after = await editContact(agent, contact.id, 1, changed(contact, { tagIds: [more.id] }));
  assertEquals(after.tagIds, [hidden.id, old.id, more.id]);
  const bare = await editContact(admin, contact.id, 2, changed(contact, { tagIds: [] }));
  assertEquals(bare.tagIds, [old.id]);
});

Deno.test("editing what is not there, or without the right, is refused", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  await assertRejects(() => editContact(agent, 7, 1, anInput()), NotFoundError);
  const nobody = { ...agent, principal: JSON.parse('{"id":"x","role":"guest"}') };
  await assertRejects(() => editContact(nobody, 7, 1, anInput()), ForbiddenError);
});
