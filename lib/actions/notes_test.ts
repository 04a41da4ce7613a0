import { assert, assertEquals, assertRejects } from "@std/assert";
import type { NoteEvent } from "@/lib/domain/event.ts";
import { ConflictError, ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { saveChange, VALUE_BYTES_MAX } from "@/lib/store/change.ts";
import { requireContact, stageCreateContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { findPinnedNote, listNotes, requireNote } from "@/lib/store/notes.ts";
import { valueBytes } from "@/lib/store/value_size.ts";
import { aContact, ADMIN, AGENT, anEvent, anId } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import {
  Crash,
  type Fault,
  faultyKv,
  interruptedKv,
  memoryKv,
  snapshot,
} from "@/tests/support/kv.ts";
import { addNote } from "./add_note.ts";
import { deleteNote } from "./delete_note.ts";
import type { Acting } from "./deps.ts";
import { editNote } from "./edit_note.ts";
import { pinNote, unpinNote } from "./pin_note.ts";

const OTHER_AGENT = { id: "01AGENT0000000000000000002", role: "agent" } as const;

async function open(below: Deno.Kv) {
  await saveChange(below, (change) => stageCreateContact(change, aContact(), anEvent(1)));
  return as(below);
}

/** The three who act, over this KV; ids rise whatever the clock says. */
function as(kv: Deno.Kv) {
  const deps = { ...testDeps(kv), newId: anId };
  return {
    deps,
    agent: actingAs(deps, AGENT),
    other: actingAs(deps, OTHER_AGENT),
    admin: actingAs(deps, ADMIN),
  };
}

/** What the timeline says about notes, oldest first. */
async function told(kv: Deno.Kv): Promise<Pick<NoteEvent, "kind" | "before">[]> {
  const { events } = await listEvents(kv, 1, { limit: 100 });
  return events.flatMap((event) => "noteId" in event ? [[event.kind, event.before]] : [])
    .map(([kind, before]) => ({ kind, before }) as Pick<NoteEvent, "kind" | "before">).reverse();
}

async function textsOf(kv: Deno.Kv): Promise<string[]> {
  return (await listNotes(kv, 1, { limit: 100 })).notes.map(({ text }) => text);
}

Deno.test("addNote() keeps the words, their author and time, and tells the timeline", async () => {
  using kv = await memoryKv();
  const { agent, deps } = await open(kv);
  const id = await addNote(agent, 1, " Call after 18:00 \r\nplease");
  assertEquals(await requireNote(kv, 1, id), {
    id,
    contactId: 1,
    authorUserId: AGENT.id,
    text: " Call after 18:00\nplease",
    createdAtMs: deps.now(),
    editedAtMs: null,
    revision: 1,
  });
  assertEquals(await told(kv), [{ kind: "note_added", before: null }]);
  const contact = await requireContact(kv, 1);
  assertEquals(
    [contact.revision, contact.lastActivityAtMs],
    [1, null],
    "neither edit nor activity",
  );
});

Deno.test("addNote() makes one note of a form that is sent twice, also at once", async () => {
  using kv = await memoryKv();
  const { agent } = await open(kv);
  const send = () => addNote(agent, 1, "Once", { onceKey: "a-form-of-its-own" });
  const ids = new Set([...await Promise.all([send(), send(), send()]), await send()]);
  assertEquals(ids.size, 1);
  assertEquals(await textsOf(kv), ["Once"]);
  assertEquals((await told(kv)).length, 1);
});

Deno.test("a note of 10,000 emoji is saved, edited and deleted, each within the limits of a value", async () => {
  using kv = await memoryKv();
  const { agent } = await open(kv);
  const long = "👍".repeat(10_000);
  const id = await addNote(agent, 1, long);
  const note = await requireNote(kv, 1, id);
  assertEquals(note.text, long);
  await editNote(agent, { contactId: 1, noteId: id, revision: 1, text: "👎".repeat(10_000) });
  await deleteNote(agent, 1, id);
  const { events } = await listEvents(kv, 1, { limit: 10 });
  for (const value of [note, ...events]) assert(valueBytes(value) < VALUE_BYTES_MAX);
  await assertRejects(() => addNote(agent, 1, long + "👍"), InputError);
});

Deno.test("addNote() refuses contacts that are not there", async () => {
  using kv = await memoryKv();
  const { agent } = await open(kv);
  await assertRejects(() => addNote(agent, 2, "x"), NotFoundError);
});

Deno.test("editNote() is for the author, keeps what was said before, and writes nothing when nothing changes", async () => {
  using kv = await memoryKv();
  const { agent, other, admin, deps } = await open(kv);
  const noteId = await addNote(agent, 1, "one");
  deps.pass(1000);
  const edit = { contactId: 1, noteId, revision: 1, text: "two" };
  for (const foreign of [other, admin]) {
    await assertRejects(() => editNote(foreign, edit), ForbiddenError);
  }
  const edited = await editNote(agent, edit);
  assertEquals([edited.text, edited.editedAtMs, edited.revision], ["two", deps.now(), 2]);
  assertEquals(await editNote(agent, { ...edit, revision: 1 }), edited, "sent twice");
  assertEquals((await told(kv)).slice(1), [{ kind: "note_edited", before: "one" }]);
});

Deno.test("editNote() overwrites nothing that the person has not read", async () => {
  using kv = await memoryKv();
  const { agent } = await open(kv);
  const noteId = await addNote(agent, 1, "one");
  const edit = { contactId: 1, noteId, revision: 1 };
  const race = await Promise.allSettled(
    ["two", "three", "four"].map((text) => editNote(agent, { ...edit, text })),
  );
  assertEquals(race.filter(({ status }) => status === "fulfilled").length, 1);
  for (const end of race) {
    if (end.status === "rejected") assert(end.reason instanceof ConflictError);
  }
  assertEquals((await requireNote(kv, 1, noteId)).revision, 2);
});

Deno.test("deleteNote() is for the author and for admins, and loses no word", async () => {
  using kv = await memoryKv();
  const { agent, other, admin } = await open(kv);
  const [own, foreign] = [await addNote(agent, 1, "own"), await addNote(agent, 1, "foreign")];
  await assertRejects(() => deleteNote(other, 1, own), ForbiddenError);
  await pinNote(agent, 1, own);
  await deleteNote(admin, 1, foreign);
  assertEquals((await findPinnedNote(kv, 1))?.noteId, own);
  await deleteNote(agent, 1, own);
  assertEquals([await textsOf(kv), await findPinnedNote(kv, 1)], [[], null]);
  assertEquals((await told(kv)).slice(-2), [
    { kind: "note_deleted", before: "foreign" },
    { kind: "note_deleted", before: "own" },
  ]);
  await assertRejects(() => deleteNote(agent, 1, own), NotFoundError);
});

Deno.test("pinNote() leaves one note pinned, whoever else pins at the same time", async () => {
  using kv = await memoryKv();
  const { agent, other, admin } = await open(kv);
  const ids: string[] = [];
  for (const text of ["a", "b", "c"]) ids.push(await addNote(agent, 1, text));
  const [first = "", second = "", third = ""] = ids;
  await assertRejects(() => pinNote(other, 1, first), ForbiddenError);
  await Promise.all([
    pinNote(agent, 1, first),
    pinNote(admin, 1, second),
    pinNote(agent, 1, third),
  ]);
  const pinned = await findPinnedNote(kv, 1);
  assert(pinned && ids.includes(pinned.noteId) && pinned.authorUserId === AGENT.id);
  const told_ = (await told(kv)).length;
  await pinNote(agent, 1, pinned.noteId);
  await unpinNote(agent, 1, ids.find((id) => id !== pinned.noteId) ?? "");
  assertEquals((await told(kv)).length, told_, "nothing to do, nothing told");
  await unpinNote(admin, 1, pinned.noteId);
  assertEquals(await findPinnedNote(kv, 1), null);
});

Deno.test("unpinNote() never takes down a note that was pinned meanwhile", async () => {
  for (let at = 0; at < 3; at++) {
    using kv = await memoryKv();
    const { agent, admin } = await open(kv);
    const [first, second] = [await addNote(agent, 1, "a"), await addNote(agent, 1, "b")];
    await pinNote(agent, 1, first);
    const late = interruptedKv(kv, async (call) => {
      if (call === at) await pinNote(admin, 1, second);
    });
    await unpinNote(as(late.kv).agent, 1, first);
    assert(late.calls() > at);
    assertEquals((await findPinnedNote(kv, 1))?.noteId, second, `before call ${at}`);
  }
});

Deno.test("a note of another contact is not found, whatever is asked of it", async () => {
  using kv = await memoryKv();
  const { agent, admin } = await open(kv);
  await saveChange(kv, (change) => stageCreateContact(change, aContact({ id: 2 }), anEvent(2)));
  const noteId = await addNote(agent, 1, "x");
  const edit = { contactId: 2, noteId, revision: 1, text: "y" };
  await assertRejects(() => editNote(agent, edit), NotFoundError);
  await assertRejects(() => deleteNote(admin, 2, noteId), NotFoundError);
  await assertRejects(() => pinNote(admin, 2, noteId), NotFoundError);
});

async function everything(kv: Deno.Kv): Promise<string> {
  return Deno.inspect(await snapshot(kv), { depth: 9, iterableLimit: 999, strAbbreviateSize: 999 });
}

const VERBS: Record<string, (acting: Acting, noteId: string) => Promise<unknown>> = {
  add: (acting) => addNote(acting, 1, "new", { onceKey: "a-form-of-its-own" }),
  edit: (acting, noteId) => editNote(acting, { contactId: 1, noteId, revision: 1, text: "new" }),
  delete: (acting, noteId) => deleteNote(acting, 1, noteId),
  pin: (acting, noteId) => pinNote(acting, 1, noteId),
};

for (const [name, verb] of Object.entries(VERBS)) {
  Deno.test(`${name}: a crash leaves all of it or nothing, and a busy store is tried again`, async () => {
    for (const fault of ["crash_before", "crash_after", "locked", "conflict"] as const) {
      using kv = await memoryKv();
      const { agent } = await open(kv);
      const noteId = await addNote(agent, 1, "old");
      const before = await everything(kv);
      const faulty = faultyKv(kv, (commit): Fault | null => commit === 0 ? fault : null);
      const run = verb(as(faulty.kv).agent, noteId);
      if (!fault.startsWith("crash")) await run;
      else await assertRejects(() => run, Crash);
      const isSame = await everything(kv) === before;
      assertEquals(isSame, fault === "crash_before", fault);
      assertEquals((await told(kv)).length, fault === "crash_before" ? 1 : 2, fault);
      for (const { checks } of faulty.commits) assert(checks >= 2 && checks <= 4);
    }
  });
}
