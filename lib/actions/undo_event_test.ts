import { assert, assertEquals, assertRejects } from "@std/assert";
import { UNDO_MS } from "@/lib/domain/merge.ts";
import { ConflictError, ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { findContact, requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { findPinnedNote, requireNote } from "@/lib/store/notes.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, AGENT, anInput, aTag, aTypedAttribute } from "@/tests/support/cast.ts";
import { storeMessage } from "@/tests/support/conversations.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { orderedDeps } from "@/tests/support/dialogs.ts";
import { Crash, type Fault, faultyKv, interruptedKv, memoryKv } from "@/tests/support/kv.ts";
import { assertVerified, merged } from "@/tests/support/merges.ts";
import { addNote } from "./add_note.ts";
import { blockContact } from "./block_contact.ts";
import { changeBlock } from "./change_block.ts";
import { createAttribute } from "./create_attribute.ts";
import { createContact } from "./create_contact.ts";
import { createTag } from "./create_tag.ts";
import { deleteAttribute } from "./delete_attribute.ts";
import { deleteContact } from "./delete_contact.ts";
import { deleteNote } from "./delete_note.ts";
import { deleteTag } from "./delete_tag.ts";
import type { Acting } from "./deps.ts";
import { editContact } from "./edit_contact.ts";
import { editNote } from "./edit_note.ts";
import { pinNote } from "./pin_note.ts";
import { restoreContact } from "./restore_contact.ts";
import { setAttribute } from "./set_attribute.ts";
import { setConversationStatus } from "./set_conversation_status.ts";
import { unblockContact } from "./unblock_contact.ts";
import { unmergeContacts } from "./unmerge_contacts.ts";
import { undoEvent, type UndoWish } from "./undo_event.ts";

const HOUR_MS = 60 * 60_000;

/** Olena, contact 1, made by the agent. */
async function open(kv: Deno.Kv) {
  const own = as(kv);
  await createContact(own.agent, anInput());
  return own;
}

function as(kv: Deno.Kv) {
  const deps = orderedDeps(kv);
  const agent = actingAs(deps, AGENT);
  return {
    deps,
    agent,
    admin: actingAs(deps, ADMIN),
    undo: (wish: Partial<UndoWish> = {}, who = agent) => undoLast(kv, wish, who),
  };
}

/** Undoes the newest event, unless told which. */
async function undoLast(kv: Deno.Kv, wish: Partial<UndoWish>, who: Acting) {
  const eventId = wish.eventId ?? await lastId(kv);
  return await undoEvent(who, { contactId: 1, ...wish, eventId });
}

async function lastId(kv: Deno.Kv, id = 1): Promise<string> {
  return (await listEvents(kv, id, { limit: 1 })).events[0]?.id ?? "";
}

async function edit(own: Awaited<ReturnType<typeof open>>, changes: Parameters<typeof anInput>[0]) {
  const { revision } = await requireContact(own.deps.kv, 1);
  return await editContact(own.agent, 1, revision, anInput(changes));
}

Deno.test("an edit is undone in one commit with an event of its own, and that one can be undone", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
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
  await assertVerified(kv);
});

Deno.test("what others have changed since is asked about, field by field, and nothing is written meanwhile", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
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
  const own = await open(kv);
  await edit(own, { name: "Other" });
  const undone = await own.undo({ answers: { name: "keep" } });
  assertEquals(undone, { state: "done", contactId: 1, eventId: null });
  await own.undo({ answers: { name: "restore" } });
  assertEquals((await requireContact(kv, 1)).name, "Олена Шевченко");
});

Deno.test("tags that came and went since stay as they are: nobody is asked", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
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
  await assertVerified(kv);
});

Deno.test("a tag that only admins see is neither given nor taken by an agent's undo", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  const secret = await createTag(own.admin, aTag({ visibleToAgents: false }));
  const plain = await createTag(own.admin, aTag({ name: "Plain" }));
  const { revision } = await requireContact(kv, 1);
  await editContact(own.admin, 1, revision, anInput({ tagIds: [secret.id, plain.id] }));
  await own.undo();
  assertEquals((await requireContact(kv, 1)).tagIds, [secret.id]);
});

Deno.test("a deleted tag comes back to the contact, to be seen when it is restored", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  const tag = await createTag(own.admin, aTag());
  await edit(own, { tagIds: [tag.id] });
  await edit(own, { tagIds: [] });
  await deleteTag(own.admin, tag.id);
  await own.undo();
  assertEquals((await requireContact(kv, 1)).tagIds, [tag.id]);
});

Deno.test("values of attributes go back; of one whose attribute is deleted the reason is told", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
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
  const own = await open(kv);
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
  await assertVerified(kv);
});

Deno.test("undoing lasts 30 days, to the millisecond", async () => {
  for (const late of [false, true]) {
    using kv = await memoryKv();
    const own = await open(kv);
    await edit(own, { name: "Other" });
    own.deps.pass(late ? UNDO_MS : UNDO_MS - 1);
    if (!late) await own.undo();
    else {
      const error = await assertRejects(() => own.undo(), InputError);
      assertEquals(error.problems["form"]?.code, "undo_late");
    }
  }
});

Deno.test("a contact that was just made is thrown away at once, one that was worked on after asking", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  const created = await lastId(kv);
  await own.undo();
  assertEquals(await findContact(kv, 1), null);
  await own.undo(); // the deletion
  assertEquals((await requireContact(kv, 1)).revision, 2);
  await own.undo(); // the restoration
  assertEquals(await findContact(kv, 1), null);
  await own.undo();
  await assertRejects(() => own.undo({ eventId: created }), ConflictError);
  await assertVerified(kv);
  using other = await memoryKv();
  const worked = await open(other);
  const eventId = await lastId(other);
  await edit(worked, { name: "Worked on" });
  const asked = await worked.undo({ eventId });
  assert(asked.state === "asks");
  assertEquals(asked.questions.map(({ field }) => field), ["confirm"]);
  await worked.undo({ eventId, answers: { confirm: "restore" } });
  assertEquals(await findContact(other, 1), null);
});

Deno.test("that a merged contact was made or restored is not undone on the kept one, until they are parted", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  const other = await createContact(own.admin, anInput({ emails: ["o@example.com"], phones: [] }));
  const lives = [await lastId(kv, other.id)];
  await deleteContact(own.admin, other.id);
  await restoreContact(own.admin, other.id);
  lives.push(await lastId(kv, other.id));
  const merge = await merged(own.admin, { keptId: 1, mergedId: other.id });
  const answers = { confirm: "restore" } as const;
  for (const eventId of lives) {
    for (const contactId of [1, other.id]) {
      const wish = { contactId, eventId, answers };
      const error = await assertRejects(() => undoEvent(own.admin, wish), InputError);
      assertEquals(error.problems["form"]?.code, "undo_merged");
    }
  }
  await requireContact(kv, 1);
  await unmergeContacts(own.admin, merge.id);
  await undoEvent(own.admin, { contactId: other.id, eventId: lives[1] ?? "" });
  assertEquals(await findContact(kv, other.id), null);
  await requireContact(kv, 1);
});

Deno.test("a merge between any two reads of an undo does not throw the kept contact away", async () => {
  let met = 0;
  for (let call = 0;; call++) {
    using kv = await memoryKv();
    const own = await open(kv);
    const changes = { emails: ["o@example.com"], phones: [] };
    const { id } = await createContact(own.admin, anInput(changes));
    const eventId = await lastId(kv, id);
    const pair = { keptId: 1, mergedId: id };
    const slow = interruptedKv(
      kv,
      (at) => at === call ? merged(own.admin, pair) : Promise.resolve(),
    );
    const wish = { contactId: id, eventId, answers: { confirm: "restore" } } as const;
    await undoEvent(as(slow.kv).admin, wish).catch(() => {});
    await requireContact(kv, 1);
    if (slow.calls() <= call) break;
    met++;
  }
  assert(met >= 4, String(met));
});

Deno.test("a deletion from before is not what an undo brings back", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  const { eventId } = await deleteContact(own.agent, 1);
  await own.undo();
  await deleteContact(own.agent, 1);
  await assertRejects(() => own.undo({ eventId }), ConflictError);
});

Deno.test("notes: words, deletion and pin come back as they were", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  const noteId = await addNote(own.agent, 1, "one");
  await pinNote(own.agent, 1, noteId);
  own.deps.pass(1000);
  await editNote(own.agent, { contactId: 1, noteId, revision: 1, text: "two" });
  const edited = await requireNote(kv, 1, noteId);
  await deleteNote(own.agent, 1, noteId);
  await own.undo();
  assertEquals(await requireNote(kv, 1, noteId), edited);
  assertEquals((await findPinnedNote(kv, 1))?.noteId, noteId);
  const { events } = await listEvents(kv, 1, { limit: 20 });
  const idOf = (kind: string) => events.find((event) => event.kind === kind)?.id ?? "";
  await own.undo({ eventId: idOf("note_edited") });
  assertEquals((await requireNote(kv, 1, noteId)).text, "one");
  await own.undo({ eventId: idOf("note_pinned") });
  assertEquals(await findPinnedNote(kv, 1), null);
  await own.undo(); // pinned again
  assertEquals((await findPinnedNote(kv, 1))?.noteId, noteId);
  const added = events.filter(({ kind, undoes }) => kind === "note_added" && !undoes)[0]?.id;
  await own.undo({ eventId: added ?? "" });
  await assertRejects(() => requireNote(kv, 1, noteId), NotFoundError);
  await own.undo();
  assertEquals((await requireNote(kv, 1, noteId)).text, "one");
});

Deno.test("notes: words that were edited since are asked about; those of others are not touched", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  const noteId = await addNote(own.agent, 1, "one");
  await editNote(own.agent, { contactId: 1, noteId, revision: 1, text: "two" });
  const eventId = await lastId(kv);
  await editNote(own.agent, { contactId: 1, noteId, revision: 2, text: "three" });
  assertEquals(await own.undo({ eventId }), {
    state: "asks",
    questions: [{ field: "note", now: ["three"], before: ["one"] }],
    problems: {},
  });
  await assertRejects(() => own.undo({ eventId }, own.admin), ForbiddenError);
  await own.undo({ eventId, answers: { note: "restore" } });
  assertEquals((await requireNote(kv, 1, noteId)).text, "one");
});

Deno.test("a conversation is opened again, and closed again", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  const { conversation: { id } } = await storeMessage(kv, {
    contactId: 1,
    channelId: "01CHANNEL",
    address: "v-1",
  });
  await setConversationStatus(own.agent, id, { status: "closed" });
  const eventId = await lastId(kv);
  await own.undo();
  assertEquals((await requireConversation(kv, id)).status, "open");
  await own.undo();
  assertEquals((await requireConversation(kv, id)).status, "closed");
  await assertRejects(() => own.undo({ eventId }), ConflictError);
  await assertVerified(kv);
});

Deno.test("blocks: a block, a change of one and its lifting are taken back, and not what is over", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  const blockOf = async () => (await requireContact(kv, 1)).block;
  await blockContact(own.agent, 1, aBlock({ preset: "hour" }));
  await own.undo();
  assertEquals(await blockOf(), undefined);
  await own.undo();
  const back = await blockOf();
  assert(back && back.untilMs === own.deps.now() + HOUR_MS);
  await changeBlock(own.agent, 1, aBlock());
  await own.undo();
  assertEquals((await blockOf())?.untilMs, back.untilMs);
  await unblockContact(own.agent, 1);
  own.deps.pass(HOUR_MS);
  const error = await assertRejects(() => own.undo(), InputError);
  assertEquals(error.problems["form"]?.code, "undo_block_over");
  await assertVerified(kv);
});

Deno.test("blocks: terms that were changed since are asked about", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  await blockContact(own.agent, 1, aBlock());
  const eventId = await lastId(kv);
  await changeBlock(own.agent, 1, aBlock({ note: "Says who" }));
  const asked = await own.undo({ eventId });
  assert(asked.state === "asks");
  assertEquals(asked.questions, [{ field: "block", now: ["", "spam", "Says who"], before: [] }]);
  await own.undo({ eventId, answers: { block: "restore" } });
  assertEquals((await requireContact(kv, 1)).block, undefined);
});

Deno.test("what is no change cannot be undone, nor what is not there", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  await storeMessage(kv, { contactId: 1, channelId: "01CHANNEL", address: "v-1" });
  const { events } = await listEvents(kv, 1, { limit: 10 });
  const message = events.find(({ kind }) => kind === "message");
  const error = await assertRejects(() => own.undo({ eventId: message?.id ?? "" }), InputError);
  assertEquals(error.problems["form"]?.code, "undo_never");
  await assertRejects(() => own.undo({ eventId: "01NONE" }), NotFoundError);
  await assertRejects(() => own.undo({ contactId: 77 }), NotFoundError);
});

Deno.test("of many who undo the same at once exactly one does", async () => {
  using kv = await memoryKv();
  const own = await open(kv);
  await edit(own, { name: "Other" });
  const eventId = await lastId(kv);
  const race = await Promise.allSettled([1, 2, 3, 4].map(() => own.undo({ eventId })));
  const done = race.filter((end) =>
    end.status === "fulfilled" && end.value.state === "done" && end.value.eventId !== null
  );
  assertEquals(done.length, 1);
  const { events } = await listEvents(kv, 1, { limit: 10 });
  assertEquals(events.filter(({ undoes }) => undoes === eventId).length, 1);
});

Deno.test("undoing: a crash leaves all of it or nothing, within ten checks", async () => {
  for (const fault of ["crash_before", "crash_after", "locked", "conflict"] as const) {
    using kv = await memoryKv();
    const own = await open(kv);
    const emails = Array.from({ length: 8 }, (_, at) => `b${at}@example.com`);
    await edit(own, { name: "Other", emails });
    const faulty = faultyKv(kv, (commit): Fault | null => commit === 0 ? fault : null);
    const run = undoLast(faulty.kv, {}, as(faulty.kv).agent);
    if (fault.startsWith("crash")) await assertRejects(() => run, Crash);
    else await run;
    const isUndone = (await requireContact(kv, 1)).name === "Олена Шевченко";
    assertEquals(isUndone, fault !== "crash_before");
    const { events } = await listEvents(kv, 1, { limit: 10 });
    assertEquals(events.some(({ isUndone }) => isUndone), isUndone);
    for (const { checks } of faulty.commits) assert(checks <= 10);
    await assertVerified(kv);
  }
});
