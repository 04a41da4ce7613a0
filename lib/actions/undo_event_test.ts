import { assert, assertEquals, assertRejects } from "@std/assert";
import { UNDO_MS } from "@/lib/domain/merge.ts";
import { ConflictError, InputError, NotFoundError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import { listEvents } from "@/lib/store/events.ts";
import { storeMessage } from "@/tests/support/conversations.ts";
import { Crash, type Fault, faultyKv, memoryKv } from "@/tests/support/kv.ts";
import { edit, lastId, openUndo, undoAs, undoLast } from "@/tests/support/undone.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { setConversationStatus } from "./set_conversation_status.ts";

Deno.test("undoing lasts 30 days, to the millisecond", async () => {
  for (const late of [false, true]) {
    using kv = await memoryKv();
    const own = await openUndo(kv);
    await edit(own, { name: "Other" });
    own.deps.pass(late ? UNDO_MS : UNDO_MS - 1);
    if (!late) await own.undo();
    else {
      const error = await assertRejects(() => own.undo(), InputError);
      assertEquals(error.problems["form"]?.code, "undo_late");
    }
  }
});

Deno.test("a conversation is opened again, and closed again", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
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
  await assertSound(kv);
});

Deno.test("what is no change cannot be undone, nor what is not there", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
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
  const own = await openUndo(kv);
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
    const own = await openUndo(kv);
    const emails = Array.from({ length: 8 }, (_, at) => `b${at}@example.com`);
    await edit(own, { name: "Other", emails });
    const faulty = faultyKv(kv, (commit): Fault | null => commit === 0 ? fault : null);
    const run = undoLast(faulty.kv, {}, undoAs(faulty.kv).agent);
    if (fault.startsWith("crash")) await assertRejects(() => run, Crash);
    else await run;
    const isUndone = (await requireContact(kv, 1)).name === "Олена Шевченко";
    assertEquals(isUndone, fault !== "crash_before");
    const { events } = await listEvents(kv, 1, { limit: 10 });
    assertEquals(events.some(({ isUndone }) => isUndone), isUndone);
    for (const { checks } of faulty.commits) assert(checks <= 10);
    await assertSound(kv);
  }
});
