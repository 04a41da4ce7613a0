import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { dismissDuplicate } from "@/lib/actions/dismiss_duplicate.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import { undoEvent } from "@/lib/actions/undo_event.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import type { ContactInput } from "@/lib/domain/contact.ts";
import { saveChange } from "@/lib/store/change.ts";
import { countPairs, listPairs } from "@/lib/store/duplicate_pairs.ts";
import { DUPLICATE_WALK_KEY, DUPLICATE_WALK_START } from "@/lib/store/duplicate_rows.ts";
import { workOnDuplicates } from "@/lib/store/duplicate_work.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { findSuspects, HOLDERS_MAX } from "@/lib/store/duplicates.ts";
import { duplicateKey, duplicateTodoKey } from "@/lib/store/keys/duplicates.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { verify } from "@/lib/store/verify.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { Crash, faultyKv, keysUnder, memoryKv } from "@/tests/support/kv.ts";

function aPerson(name: string, changes: Partial<ContactInput> = {}): ContactInput {
  return { name, emails: [], phones: [], tagIds: [], language: null, ...changes };
}

const OLENA = aPerson("Олена Шевченко", { phones: ["067 123 45 67"] });
/** The same number, unreadable, so that nobody owns it twice. */
const OLENA_AGAIN = aPerson("Olena Shevchenko", { phones: ["671234567#"] });
const IHOR_THERE = aPerson("Ігор Бойко", { phones: ["671234567*"] });

async function openStore(...people: ContactInput[]) {
  const kv = await memoryKv();
  const acting = actingAs(testDeps(kv), ADMIN);
  for (const person of people) await createContact(acting, person);
  return { kv, acting };
}

async function work({ deps }: Acting): Promise<string[]> {
  await workOnDuplicates(deps.kv, { leaseMs: 60_000, now: deps.now, contactsMax: 10_000 });
  const pairs = await listPairs(deps.kv, { after: null, limit: 500 });
  assertEquals(await countPairs(deps.kv), pairs.length);
  assertEquals((await verify(deps.kv, { fix: false })).differences, 0);
  return pairs.map(({ newerId, olderId }) => `${newerId}-${olderId}`);
}

async function edit(acting: Acting, id: number, changes: Partial<ContactInput>): Promise<void> {
  const before = await requireContact(acting.deps.kv, id);
  await editContact(acting, id, before.revision, { ...contactInput(before), ...changes });
}

Deno.test("a pair comes with a creation and goes with an edit, a deletion, a return", async () => {
  const { kv, acting } = await openStore(OLENA, OLENA_AGAIN);
  using _ = kv;
  assertEquals(await work(acting), ["2-1"]);
  await edit(acting, 2, { phones: [] });
  assertEquals(await work(acting), []);
  await edit(acting, 2, { phones: ["671234567#"] });
  assertEquals(await work(acting), ["2-1"]);
  await deleteContact(acting, 2);
  assertEquals(await work(acting), []);
  await restoreContact(acting, 2);
  assertEquals(await work(acting), ["2-1"]);
});

Deno.test("what changes nothing about keys and names writes no todo", async () => {
  const { kv, acting } = await openStore(OLENA);
  using _ = kv;
  await work(acting);
  await edit(acting, 1, { language: "uk" });
  assertEquals(await keysUnder(kv, rangePrefix("dup_todo")), []);
  await edit(acting, 1, { name: "Олена Шевчук" });
  assertEquals(await keysUnder(kv, rangePrefix("dup_todo")), [duplicateTodoKey(1)]);
});

Deno.test("a third who has the value lowers the pair, and raises it when they go", async () => {
  const { kv, acting } = await openStore(OLENA, IHOR_THERE);
  using _ = kv;
  assertEquals(await work(acting), ["2-1"]);
  await createContact(acting, aPerson("Марія Лис", { phones: ["671234567 x"] }));
  assertEquals(await work(acting), []);
  await deleteContact(acting, 3);
  assertEquals(await work(acting), ["2-1"]);
});

Deno.test("a switchboard floods nothing: with many, only same names are pairs, with more nobody is", async () => {
  const { kv, acting } = await openStore(OLENA, OLENA_AGAIN);
  using _ = kv;
  const others = ["Ігор Бойко", "Марія Лис", "Zoe Quill", "Петро Дуб", "Юлія Ємець", "Bob Fox"];
  for (const [at, name] of others.entries()) {
    await createContact(acting, aPerson(name, { phones: [`671234567 ${"x".repeat(at + 1)}`] }));
  }
  assertEquals(await work(acting), ["2-1"]);
  await saveChange(kv, (change) => {
    for (let id = 1000; id < 1000 + HOLDERS_MAX; id++) {
      change.set(duplicateKey("phone", "671234567", id), 0);
    }
  });
  assertEquals(await findSuspects(kv, await requireContact(kv, 1), { selfId: 1 }), []);
});

Deno.test("not duplicates stays so until a further key speaks for it, and can be taken back", async () => {
  const { kv, acting } = await openStore(OLENA, OLENA_AGAIN);
  using _ = kv;
  assertEquals(await work(acting), ["2-1"]);
  const { eventId } = await dismissDuplicate(acting, 2, 1);
  assertEquals(await findSuspects(kv, await requireContact(kv, 1), { selfId: 1 }), []);
  assertEquals(await work(acting), []);
  assertEquals((await dismissDuplicate(acting, 1, 2)).eventId, null);
  await edit(acting, 1, { name: "Олена Шевчук" });
  assertEquals(await work(acting), []);
  await edit(acting, 1, { emails: ["olena@gmail.com"] });
  await edit(acting, 2, { emails: ["ole.na@gmail.com"] });
  assertEquals(await work(acting), ["2-1"]);
  await dismissDuplicate(acting, 1, 2);
  assertEquals(await work(acting), []);
  await undoEvent(acting, { contactId: 2, eventId: eventId ?? "" });
  assertEquals(await work(acting), ["2-1"]);
});

Deno.test("a walk through all keys finds what a bulk load has left", async () => {
  const { kv, acting } = await openStore(
    OLENA,
    OLENA_AGAIN,
    aPerson("Ігор", { phones: ["0501112233"] }),
  );
  using _ = kv;
  await saveChange(kv, async (change) => {
    for (const key of await keysUnder(kv, rangePrefix("dup_todo"))) change.delete(key);
    change.set(DUPLICATE_WALK_KEY, DUPLICATE_WALK_START);
  });
  assertEquals(await work(acting), ["2-1"]);
  assertEquals((await kv.get(DUPLICATE_WALK_KEY)).value, null);
});

Deno.test("a worker that dies at any commit leaves what the next one finishes", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    for (let at = 0; at < 8; at++) {
      const { kv, acting } = await openStore(OLENA, OLENA_AGAIN, IHOR_THERE);
      using _ = kv;
      const crashing = faultyKv(kv, (commit) => commit === at ? fault : null);
      const options = { leaseMs: 1000, now: acting.deps.now, contactsMax: 100 };
      await workOnDuplicates(crashing.kv, options).catch((error) => {
        if (!(error instanceof Crash)) throw error;
      });
      const later = { ...acting, deps: { ...acting.deps, now: () => acting.deps.now() + 2000 } };
      assertEquals(await work(later), ["2-1"]);
    }
  }
});
