import { seenText } from "@/lib/domain/undo.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConflictError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { anInput, aTag, aTypedAttribute } from "@/tests/support/cast.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { edit, lastId, openUndo } from "@/tests/support/undone.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { createAttribute } from "./create_attribute.ts";
import { createContact } from "./create_contact.ts";
import { createTag } from "./create_tag.ts";
import { deleteAttribute } from "./delete_attribute.ts";
import { deleteTag } from "./delete_tag.ts";
import { editContact } from "./edit_contact.ts";
import { setAttribute } from "./set_attribute.ts";

Deno.test("an edit is undone in one commit with an event of its own, and that one can be undone", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  const before = await requireContact(kv, 1);
  const edited = await edit(own, { name: "Other", emails: ["b@example.com"], phones: [] });
  const eventId = await lastId(kv);
  const undone = await own.undo();
  assertEquals(await requireContact(kv, 1), { ...before, revision: 3 });
  const { events: [last, first] } = await listEvents(kv, 1, { limit: 2 });
  assertEquals([last?.kind, last?.undoes, first?.isUndone], ["edited", eventId, true]);
  assertEquals(undone, { state: "done", contactId: 1, eventId: last?.id ?? "" });
  await own.undo(); // redo
  assertEquals(await requireContact(kv, 1), { ...edited, revision: 4 });
  await assertRejects(() => own.undo({ eventId }), ConflictError, "undone already");
  await assertSound(kv);
});

Deno.test("what others have changed since is asked about, field by field, and nothing is written meanwhile", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  await edit(own, { name: "Other", language: "en" });
  const eventId = await lastId(kv);
  await edit(own, { name: "Third", language: "en" });
  const before = await requireContact(kv, 1);
  assertEquals(await own.undo({ eventId }), {
    state: "asks",
    questions: [{ field: "name", now: ["Third"], before: ["Олена Шевченко"] }],
    problems: {},
  });
  assertEquals(await requireContact(kv, 1), before);
  await own.undo({ eventId, answers: { name: "keep" } });
  const { name, language } = await requireContact(kv, 1);
  assertEquals([name, language], ["Third", "uk"]);
});

Deno.test("an answer that keeps everything writes nothing, and the event can still be undone", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  await edit(own, { name: "Other" });
  const undone = await own.undo({ answers: { name: "keep" } });
  assertEquals(undone, { state: "done", contactId: 1, eventId: null });
  await own.undo({ answers: { name: "restore" } });
  assertEquals((await requireContact(kv, 1)).name, "Олена Шевченко");
});

Deno.test("tags that came and went since stay as they are: nobody is asked", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  const [a, b, c] = await Promise.all(
    ["A", "B", "C"].map((name) => createTag(own.admin, aTag({ name }))),
  );
  assert(a && b && c);
  await edit(own, { tagIds: [a.id] });
  await edit(own, { tagIds: [b.id] }); // a goes, b comes
  const eventId = await lastId(kv);
  await edit(own, { tagIds: [b.id, c.id] });
  await own.undo({ eventId });
  assertEquals(new Set((await requireContact(kv, 1)).tagIds), new Set([c.id, a.id]));
  await assertSound(kv);
});

Deno.test("a tag that only admins see is neither given nor taken by an agent's undo", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  const secret = await createTag(own.admin, aTag({ visibleToAgents: false }));
  const plain = await createTag(own.admin, aTag({ name: "Plain" }));
  const { revision } = await requireContact(kv, 1);
  await editContact(own.admin, 1, revision, anInput({ tagIds: [secret.id, plain.id] }));
  await own.undo();
  assertEquals((await requireContact(kv, 1)).tagIds, [secret.id]);
});

Deno.test("a deleted tag comes back to the contact, to be seen when it is restored", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  const tag = await createTag(own.admin, aTag());
  await edit(own, { tagIds: [tag.id] });
  await edit(own, { tagIds: [] });
  await deleteTag(own.admin, tag.id);
  await own.undo();
  assertEquals((await requireContact(kv, 1)).tagIds, [tag.id]);
});

Deno.test("values of attributes go back; of one whose attribute is deleted the reason is told", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  const { key } = await createAttribute(own.admin, aTypedAttribute());
  await setAttribute(own.agent, 1, { key, raw: "Pro", base: "" });
  await setAttribute(own.agent, 1, { key, raw: "Max", base: "Pro" });
  await own.undo();
  assertEquals((await requireContact(kv, 1)).attributes, { [key]: "Pro" });
  await deleteAttribute(own.admin, key);
  const asked = await own.undo();
  assert(asked.state === "asks");
  assertEquals(asked.problems, { [`attr.${key}`]: { code: "attribute_unknown" } });
  assertEquals(asked.questions.map(({ field }) => field), [`attr.${key}`]);
});

Deno.test("an address that is somebody else's by now does not come back, the rest does", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  await edit(own, { name: "Other", emails: [] });
  const other = await createContact(own.agent, anInput({ phones: [] }));
  const eventId = await lastId(kv);
  const asked = await own.undo({ eventId });
  assert(asked.state === "asks");
  assertEquals(asked.problems, {
    emails: { code: "handle_taken", params: { contactId: other.id } },
  });
  await own.undo({ eventId, answers: { emails: "keep" } });
  const { name, emails } = await requireContact(kv, 1);
  assertEquals([name, emails], ["Олена Шевченко", []]);
  await assertSound(kv);
});

Deno.test("an answer that was given of another value than is there now is asked for again", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  await edit(own, { name: "Other" });
  const eventId = await lastId(kv);
  await edit(own, { name: "Third" });
  const answers = { name: "restore" } as const;
  const seen = { name: seenText(["Third"]) };
  await edit(own, { name: "Fourth" }); // while the page with the question is open
  assertEquals(await own.undo({ eventId, answers, seen }), {
    state: "asks",
    questions: [{ field: "name", now: ["Fourth"], before: ["Олена Шевченко"] }],
    problems: {},
  });
  await own.undo({ eventId, answers, seen: { name: seenText(["Fourth"]) } });
  assertEquals((await requireContact(kv, 1)).name, "Олена Шевченко");
});

Deno.test("what would leave a contact without name and address is refused with that reason", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  await edit(own, { name: "", phones: [] });
  await edit(own, { name: "Named", phones: [] });
  const eventId = await lastId(kv);
  await edit(own, { name: "Named", phones: [], emails: [] });
  const asked = await own.undo({ eventId });
  assert(asked.state === "asks");
  assertEquals(asked.problems, { form: { code: "contact_empty" } });
});
