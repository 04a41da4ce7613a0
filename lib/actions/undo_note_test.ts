import { assertEquals, assertRejects } from "@std/assert";
import { seenText } from "@/lib/domain/undo.ts";
import { ForbiddenError, NotFoundError } from "@/lib/errors.ts";
import { listEvents } from "@/lib/store/events.ts";
import { findPinnedNote, requireNote } from "@/lib/store/notes.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { lastId, openUndo } from "@/tests/support/undone.ts";
import { addNote } from "./add_note.ts";
import { deleteNote } from "./delete_note.ts";
import { editNote } from "./edit_note.ts";
import { pinNote } from "./pin_note.ts";

Deno.test("notes: words, deletion and pin come back as they were", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
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

/** A note of "one", "two", "three", and the event of the first edit. */
async function editedTwice(kv: Deno.Kv) {
  const own = await openUndo(kv);
  const noteId = await addNote(own.agent, 1, "one");
  await editNote(own.agent, { contactId: 1, noteId, revision: 1, text: "two" });
  const eventId = await lastId(kv);
  await editNote(own.agent, { contactId: 1, noteId, revision: 2, text: "three" });
  return { own, noteId, eventId };
}

Deno.test("notes: words that were edited since are asked about; those of others are not touched", async () => {
  using kv = await memoryKv();
  const { own, noteId, eventId } = await editedTwice(kv);
  assertEquals(await own.undo({ eventId }), {
    state: "asks",
    questions: [{ field: "note", now: ["three"], before: ["one"] }],
    problems: {},
  });
  await assertRejects(() => own.undo({ eventId }, own.admin), ForbiddenError);
  await own.undo({ eventId, answers: { note: "restore" } });
  assertEquals((await requireNote(kv, 1, noteId)).text, "one");
});

Deno.test("notes: an answer that was given of other words is asked for again", async () => {
  using kv = await memoryKv();
  const { own, noteId, eventId } = await editedTwice(kv);
  const answers = { note: "restore" } as const;
  const wish = { eventId, answers, seen: { note: seenText(["thr"]) } };
  assertEquals((await own.undo(wish)).state, "asks");
  assertEquals((await requireNote(kv, 1, noteId)).text, "three");
});
