import { addNote } from "./add_note.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConflictError, InputError } from "@/lib/errors.ts";
import { findContact, requireContact } from "@/lib/store/contacts.ts";
import { anInput } from "@/tests/support/cast.ts";
import { interruptedKv, memoryKv } from "@/tests/support/kv.ts";
import { merged } from "@/tests/support/merges.ts";
import { edit, lastId, openUndo, undoAs } from "@/tests/support/undone.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { createContact } from "./create_contact.ts";
import { deleteContact } from "./delete_contact.ts";
import { restoreContact } from "./restore_contact.ts";
import { undoEvent } from "./undo_event.ts";
import { unmergeContacts } from "./unmerge_contacts.ts";

Deno.test("a contact that was just made is thrown away at once, one that was worked on after asking", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  const created = await lastId(kv);
  await own.undo();
  assertEquals(await findContact(kv, 1), null);
  await own.undo(); // the deletion
  assertEquals((await requireContact(kv, 1)).revision, 2);
  await own.undo(); // the restoration
  assertEquals(await findContact(kv, 1), null);
  await own.undo();
  await assertRejects(() => own.undo({ eventId: created }), ConflictError);
  await assertSound(kv);
  using other = await memoryKv();
  const worked = await openUndo(other);
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
  const own = await openUndo(kv);
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
  await undoEvent(own.admin, { contactId: other.id, eventId: lives[1] ?? "", answers });
  assertEquals(await findContact(kv, other.id), null);
  await requireContact(kv, 1);
});

Deno.test("a merge between any two reads of an undo does not throw the kept contact away", async () => {
  let met = 0;
  for (let call = 0;; call++) {
    using kv = await memoryKv();
    const own = await openUndo(kv);
    const changes = { emails: ["o@example.com"], phones: [] };
    const { id } = await createContact(own.admin, anInput(changes));
    const eventId = await lastId(kv, id);
    const pair = { keptId: 1, mergedId: id };
    const slow = interruptedKv(
      kv,
      (at) => at === call ? merged(own.admin, pair) : Promise.resolve(),
    );
    const wish = { contactId: id, eventId, answers: { confirm: "restore" } } as const;
    await undoEvent(undoAs(slow.kv).admin, wish).catch(() => {});
    await requireContact(kv, 1);
    if (slow.calls() <= call) break;
    met++;
  }
  assert(met >= 4, String(met));
});

Deno.test("a deletion from before is not what an undo brings back", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  const { eventId } = await deleteContact(own.agent, 1);
  await own.undo();
  await deleteContact(own.agent, 1);
  await assertRejects(() => own.undo({ eventId }), ConflictError);
});

Deno.test("who came back is not thrown away without asking either, once something has happened to them", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  await deleteContact(own.agent, 1);
  await restoreContact(own.agent, 1);
  const eventId = await lastId(kv);
  await addNote(own.agent, 1, "Called back");
  const asked = await own.undo({ eventId });
  assert(asked.state === "asks");
  assertEquals(asked.questions.map(({ field }) => field), ["confirm"]);
  await requireContact(kv, 1);
  await own.undo({ eventId, answers: { confirm: "restore" } });
  assertEquals(await findContact(kv, 1), null);
});

Deno.test("notes of a contact that was just made are work: its undo asks", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  const eventId = await lastId(kv);
  await addNote(own.agent, 1, "Called back");
  assertEquals((await own.undo({ eventId })).state, "asks");
});
