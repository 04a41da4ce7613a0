import { assert, assertEquals, assertRejects } from "@std/assert";
import { TRASH_MS } from "@/lib/domain/trash.ts";
import { DEFAULT_RIGHTS } from "@/lib/domain/rights.ts";
import {
  ConflictError,
  ContactMovedError,
  ContactTrashedError,
  ForbiddenError,
  InputError,
  NotFoundError,
} from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findContact, requireContact, stageTouchContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { contactTotalKey } from "@/lib/store/keys/contacts.ts";
import { mergeLockKey } from "@/lib/store/keys/merges.ts";
import { findTrashed, listTrash } from "@/lib/store/trash.ts";
import { stageRights } from "@/lib/store/workspace.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, AGENT, anInput } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { orderedDeps } from "@/tests/support/dialogs.ts";
import { Crash, type Fault, faultyKv, interruptedKv, memoryKv } from "@/tests/support/kv.ts";
import { aCouple, belongingsOf, merged } from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { blockContact } from "./block_contact.ts";
import { createContact } from "./create_contact.ts";
import { deleteContact } from "./delete_contact.ts";
import { editContact } from "./edit_contact.ts";
import { restoreContact } from "./restore_contact.ts";

const EVERYTHING = { conversations: 3, notes: 2, isPinned: true };

/** Contact 1 with one of everything, contact 2 beside it. */
async function open(below: Deno.Kv) {
  const deps = orderedDeps(below);
  await aCouple(deps, { kept: EVERYTHING });
  return as(below, deps);
}

function as(kv: Deno.Kv, deps = orderedDeps(kv)) {
  return { deps, agent: actingAs(deps, AGENT), admin: actingAs(deps, ADMIN) };
}

Deno.test("deleteContact() takes a contact out of everything, frees its handles, and keeps what was its own", async () => {
  using kv = await memoryKv();
  const { agent, deps } = await open(kv);
  const before = await requireContact(kv, 1);
  const belongings = await belongingsOf(kv, 1);
  const { eventId } = await deleteContact(agent, 1);
  assertEquals(await findContact(kv, 1), null);
  assertEquals((await kv.get<Deno.KvU64>(contactTotalKey())).value?.value, 1n);
  assertEquals(await findTrashed(kv, 1), {
    contact: before,
    deletedAtMs: deps.now(),
    byUserId: AGENT.id,
    eventId,
  });
  const { counted: _, ...kept } = await belongingsOf(kv, 1);
  const { counted: __, ...had } = belongings;
  assertEquals(kept, { ...had, events: had.events + 1 });
  await assertSound(kv);
  const taker = await createContact(agent, anInput());
  assertEquals(taker.emails, before.emails);
  await assertRejects(() => requireContact(kv, 1), ContactTrashedError);
  await assertRejects(() => deleteContact(agent, 1), ContactTrashedError);
  await assertRejects(() => editContact(agent, 1, 1, anInput()), ContactTrashedError);
});

Deno.test("restoreContact() brings back all of it, and says that the deletion is undone", async () => {
  using kv = await memoryKv();
  const { agent } = await open(kv);
  const before = await requireContact(kv, 1);
  const belongings = await belongingsOf(kv, 1);
  const deleted = await deleteContact(agent, 1);
  const restored = await restoreContact(agent, 1);
  assertEquals(await requireContact(kv, 1), { ...before, revision: before.revision + 1 });
  assertEquals(await belongingsOf(kv, 1), { ...belongings, events: belongings.events + 2 });
  const { events: [last, first] } = await listEvents(kv, 1, { limit: 2 });
  assertEquals([last?.kind, last?.id, last?.undoes], [
    "restored",
    restored.eventId,
    deleted.eventId,
  ]);
  assertEquals([first?.kind, first?.isUndone], ["deleted", true]);
  assertEquals(await listTrash(kv, { limit: 10 }), { items: [], next: null });
  await assertSound(kv);
  await assertRejects(() => restoreContact(agent, 1), NotFoundError);
});

Deno.test("restoreContact() leaves an address with whoever has it by now, and keeps it as unclaimed", async () => {
  using kv = await memoryKv();
  const { agent } = await open(kv);
  await deleteContact(agent, 1);
  const input = anInput({ emails: ["OLENA@example.com"], phones: [] });
  const taker = await createContact(agent, input);
  const refused = await assertRejects(() => restoreContact(agent, 1), InputError);
  assertEquals(refused.problems, {
    "emails.0": { code: "handle_taken", params: { contactId: taker.id } },
  });
  assert(await findTrashed(kv, 1));
  await restoreContact(agent, 1, { withoutTaken: true });
  const { emails, phones, unclaimed } = await requireContact(kv, 1);
  assertEquals([emails, phones.length], [[], 1]);
  assertEquals(unclaimed, [{
    kind: "email",
    typed: "olena@example.com",
    key: "olena@example.com",
  }]);
  await assertSound(kv);
});

Deno.test("an agent restores who has many handles and a block, which is within ten checks", async () => {
  using kv = await memoryKv();
  const { deps, admin, agent } = await open(kv);
  for (const count of [4, 5, 6, 20]) {
    const list = (nameOf: (at: number) => string) =>
      Array.from({ length: count }, (_, at) => nameOf(at));
    const emails = list((at) => `many${count}_${at}@example.com`);
    const { id } = await createContact(admin, anInput({ emails, phones: [] }));
    await blockContact(admin, id, aBlock());
    await deleteContact(admin, id);
    await restoreContact(agent, id);
    assertEquals((await requireContact(deps.kv, id)).emails.length, count);
  }
  await assertSound(kv);
});

Deno.test("a contact comes back for 30 days to the millisecond, and not later", async () => {
  for (const late of [false, true]) {
    using kv = await memoryKv();
    const { agent, deps } = await open(kv);
    await deleteContact(agent, 1);
    deps.pass(late ? TRASH_MS : TRASH_MS - 1);
    if (late) await assertRejects(() => restoreContact(agent, 1), NotFoundError);
    else await restoreContact(agent, 1);
  }
});

Deno.test("agents delete and restore only where the workspace lets them", async () => {
  using kv = await memoryKv();
  const { agent, admin } = await open(kv);
  const rights = { ...DEFAULT_RIGHTS, "contact.delete": false };
  await saveChange(kv, (change) => stageRights(change, rights));
  await assertRejects(() => deleteContact(agent, 1), ForbiddenError);
  await deleteContact(admin, 1);
  await assertRejects(() => restoreContact(agent, 1), ForbiddenError);
  await restoreContact(admin, 1);
});

Deno.test("a block stays on the addresses of a deleted contact, and is there again when it comes back", async () => {
  using kv = await memoryKv();
  const { agent } = await open(kv);
  const { block } = await blockContact(agent, 1, aBlock());
  await deleteContact(agent, 1);
  await assertSound(kv);
  await restoreContact(agent, 1);
  assertEquals((await requireContact(kv, 1)).block, block);
  await assertSound(kv);
});

Deno.test("a contact that is being merged is not deleted; the kept one goes with what it got", async () => {
  using kv = await memoryKv();
  const { admin } = await open(kv);
  await kv.set(mergeLockKey(1), "01MERGE");
  await assertRejects(() => deleteContact(admin, 1), ConflictError);
  await kv.delete(mergeLockKey(1));
  await merged(admin, { keptId: 2, mergedId: 1 });
  const all = await belongingsOf(kv, 2);
  await assertRejects(() => deleteContact(admin, 1), ContactMovedError); // who asked, asked for 1
  await deleteContact(admin, 2);
  await assertRejects(() => requireContact(kv, 2), ContactTrashedError);
  await restoreContact(admin, 2);
  const { events: _, ...now } = await belongingsOf(kv, 2);
  const { events: __, ...was } = all;
  assertEquals(now, was);
  await assertSound(kv);
});

for (const verb of ["delete", "restore"] as const) {
  Deno.test(`${verb}: a crash leaves all of it or nothing, and a busy store is tried again`, async () => {
    for (const fault of ["crash_before", "crash_after", "locked", "conflict"] as const) {
      using kv = await memoryKv();
      const { agent } = await open(kv);
      if (verb === "restore") await deleteContact(agent, 1);
      const faulty = faultyKv(kv, (commit): Fault | null => commit === 0 ? fault : null);
      const late = as(faulty.kv).agent;
      const run = verb === "delete" ? deleteContact(late, 1) : restoreContact(late, 1);
      if (fault.startsWith("crash")) await assertRejects(() => run, Crash);
      else await run;
      const isThere = await findContact(kv, 1) !== null;
      assertEquals(isThere, (verb === "restore") !== (fault === "crash_before"), fault);
      assertEquals(await findTrashed(kv, 1) === null, isThere);
      for (const { checks } of faulty.commits) assert(checks <= 10, `${checks} checks`);
      await assertSound(kv);
    }
  });
}

const RIVALS: Record<string, (at: ReturnType<typeof as>) => Promise<unknown>> = {
  edit: ({ agent }) => editContact(agent, 1, 1, anInput({ name: "Changed" })),
  message: ({ deps }) => saveChange(deps.kv, (change) => stageTouchContact(change, 1, deps.now())),
  merge: ({ admin }) => merged(admin, { keptId: 2, mergedId: 1 }),
  deletion: ({ admin }) => deleteContact(admin, 1),
  block: ({ agent }) => blockContact(agent, 1, aBlock()),
};

for (const [name, rival] of Object.entries(RIVALS)) {
  Deno.test(`a deletion and a ${name} in the middle of it leave one truth`, async () => {
    for (let at = 0; at < 12; at++) {
      using kv = await memoryKv();
      const own = await open(kv);
      const late = interruptedKv(kv, async (call) => {
        if (call === at) await rival(own);
      });
      const ended = await deleteContact(as(late.kv).admin, 1).catch((error) => error);
      if (late.calls() <= at) break;
      const isRefused = ended instanceof ContactTrashedError || ended instanceof ContactMovedError;
      if (ended instanceof Error && !isRefused) throw ended;
      assertEquals(await findContact(kv, 1), null, `before call ${at}`);
      await assertSound(kv);
      if (name === "merge") {
        assertEquals(ended instanceof ContactMovedError, true, "nobody asked for the kept one");
        await requireContact(kv, 2);
        continue;
      }
      const { items } = await listTrash(kv, { limit: 10 });
      assertEquals(items.length, 1, "once, whoever was first");
      if (name === "edit") assertEquals(items[0]?.contact.name, "Changed");
    }
  });
}
