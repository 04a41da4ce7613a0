import { assertEquals, assertRejects } from "@std/assert";
import type { Contact, ContactFields } from "@/lib/domain/contact.ts";
import { TooLargeError } from "@/lib/errors.ts";
import { aContact, anEvent, emails, phones } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { Crash, faultyKv, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { CHECKS_MAX, saveChange } from "./change.ts";
import {
  type BatchResult,
  type BatchTaken,
  type ContactEdit,
  createContactsBatch,
  fittingCount,
  type NewContact,
  saveContactBatch,
} from "./contact_batch.ts";
import { requireContact, stageTouchContact } from "./contacts.ts";
import { openContactIndex } from "./index/contact_index.ts";

const CURSOR = ["test", "cursor"];

function aNew(changes: Partial<Contact> = {}): NewContact {
  const { id: _id, revision: _revision, ...contact } = aContact(changes);
  const { contactId: _contactId, ...event } = anEvent(0);
  return { contact, event };
}

function news(count: number, of: string): NewContact[] {
  return Array.from({ length: count }, (_, at) =>
    aNew({
      name: `${of} ${at}`,
      emails: emails(`${of}.${at}@example.com`),
      phones: phones(`+38067${1_000_000 + at}${of.length}`),
    }));
}

function anEdit(before: Contact, changes: Partial<ContactFields>): ContactEdit {
  const { contactId: _contactId, ...event } = anEvent(0, { kind: "edited" });
  return { before, after: { ...before, ...changes }, event };
}

function savedContacts(result: BatchResult): Contact[] {
  assertEquals(result.saved, true);
  return result.saved ? result.contacts : [];
}

Deno.test("createContactsBatch() saves seventy contacts and the caller's cursor in one commit", async () => {
  using kv = await memoryKv();
  const watched = faultyKv(kv);
  const alongside = (change: { set(key: Deno.KvKey, value: unknown): void }) =>
    change.set(CURSOR, 70);
  const result = await createContactsBatch(watched.kv, news(70, "a"), { alongside });
  assertEquals(savedContacts(result).map(({ id }) => id), news(70, "a").map((_, at) => at + 1));
  assertEquals(watched.commits.length, 2); // the block of ids, and the batch
  assertEquals((watched.commits[1]?.checks ?? 99) <= 2, true);
  assertEquals((await kv.get(CURSOR)).value, 70);
  await assertIndexed(kv);
});

Deno.test("a batch with a taken handle saves nothing and tells whose it is", async () => {
  using kv = await memoryKv();
  await createContactsBatch(kv, news(3, "a"));
  const before = await snapshot(kv);
  const batch = [...news(2, "bb"), aNew({ emails: emails("b@example.com", "a.1@example.com") })];
  const result = await createContactsBatch(kv, batch, {
    alongside: (change) => change.set(CURSOR, 3),
  });
  const taken: BatchTaken = { list: "creates", item: 2, path: "emails.1", contactId: 2, by: null };
  assertEquals(result, { saved: false, taken: [taken], stale: [] });
  assertEquals((await snapshot(kv)).length, before.length);
  assertEquals((await kv.get(CURSOR)).value, null);
});

Deno.test("a batch that gives one handle to two of its contacts names both", async () => {
  using kv = await memoryKv();
  const twin = () => aNew({ phones: phones("+380671112233") });
  const result = await createContactsBatch(kv, [twin(), aNew(), twin()]);
  const by = { list: "creates" as const, item: 0 };
  const taken: BatchTaken = { list: "creates", item: 2, path: "phones.0", contactId: null, by };
  assertEquals(result, { saved: false, taken: [taken], stale: [] });
});

Deno.test("a batch of edits changes fifty contacts of all shards in one commit within ten checks", async () => {
  using kv = await memoryKv();
  const contacts = savedContacts(await createContactsBatch(kv, news(50, "a")));
  const edits = contacts.map((one) => anEdit(one, { name: `New ${one.id}`, emails: [] }));
  const watched = faultyKv(kv);
  const alongside = (change: { get(key: Deno.KvKey): unknown }) => {
    for (let at = 0; at < 5; at++) change.get([...CURSOR, at]);
  };
  const edited = savedContacts(await saveContactBatch(watched.kv, { edits }, { alongside }));
  assertEquals(edited.map(({ revision }) => revision), contacts.map(() => 2));
  assertEquals(watched.commits.length, 1);
  assertEquals((watched.commits[0]?.checks ?? 99) <= CHECKS_MAX, true);
  await assertIndexed(kv);
});

Deno.test("creations and edits share a commit; a handle moves only in a later one", async () => {
  using kv = await memoryKv();
  const [one = aContact()] = savedContacts(await createContactsBatch(kv, news(1, "a")));
  const creates = [aNew({ emails: emails("a.0@example.com") })];
  const edits = [anEdit(one, { emails: emails("other@example.com") })];
  const refused = await saveContactBatch(kv, { creates, edits });
  assertEquals(refused.saved, false);
  savedContacts(await saveContactBatch(kv, { edits }));
  savedContacts(await saveContactBatch(kv, { creates }));
  await assertIndexed(kv);
});

Deno.test("an edit of a contact that has moved on is stale and stops the batch", async () => {
  using kv = await memoryKv();
  const [one = aContact(), two = aContact()] = savedContacts(
    await createContactsBatch(kv, news(2, "a")),
  );
  await saveContactBatch(kv, { edits: [anEdit(one, { name: "Newer" })] });
  const edits = [anEdit(one, { name: "Older" }), anEdit(two, { name: "Fine" })];
  const result = await saveContactBatch(kv, { edits });
  assertEquals(result, { saved: false, taken: [], stale: [one.id] });
  assertEquals((await requireContact(kv, two.id)).name, two.name);
});

Deno.test("an edit in a batch keeps activity that came after the contact was read", async () => {
  using kv = await memoryKv();
  const [one = aContact()] = savedContacts(await createContactsBatch(kv, news(1, "a")));
  await saveChange(kv, (change) => stageTouchContact(change, one.id, NOON + 9));
  savedContacts(await saveContactBatch(kv, { edits: [anEdit(one, { name: "New" })] }));
  assertEquals((await requireContact(kv, one.id)).lastActivityAtMs, NOON + 9);
  await assertIndexed(kv);
});

Deno.test("a contact cannot be edited twice in a batch", async () => {
  using kv = await memoryKv();
  const edits = [anEdit(aContact(), { name: "a" }), anEdit(aContact(), { name: "b" })];
  await assertRejects(() => saveContactBatch(kv, { edits }), RangeError);
});

for (const rival of ["a touch", "a fold"]) {
  Deno.test(`a batch of edits starts over when ${rival} comes between`, async () => {
    using kv = await memoryKv();
    const contacts = savedContacts(await createContactsBatch(kv, news(9, "a")));
    const edits = contacts.map((one) => anEdit(one, { name: "New" }));
    let runs = 0;
    const alongside = async () => {
      if (runs++ > 0) return;
      if (rival === "a fold") await openContactIndex(kv).fold();
      else await saveChange(kv, (change) => stageTouchContact(change, 5, NOON + 3));
    };
    savedContacts(await saveContactBatch(kv, { edits }, { alongside }));
    assertEquals(runs, 2);
    if (rival === "a touch") {
      assertEquals((await requireContact(kv, 5)).lastActivityAtMs, NOON + 3);
    }
  });
}

Deno.test("batches and single creations race for handles and each handle has one owner", async () => {
  using kv = await memoryKv();
  const shared = (at: number) => aNew({ emails: emails(`s${at}@example.com`) });
  const batches = [[0, 1, 2, 3, 4, 5, 6], [6, 7, 8], [9, 0], [3], [4], [10]];
  const results = await Promise.all(
    batches.map((batch) => createContactsBatch(kv, batch.map(shared))),
  );
  assertEquals(results.some(({ saved }) => saved), true);
  assertEquals(results.some(({ saved }) => !saved), true);
  await assertIndexed(kv);
});

Deno.test("a crash after the commit of a batch leaves all of it, one before leaves nothing", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    using kv = await memoryKv();
    const crashing = faultyKv(kv, (commit) => commit === 1 ? fault : null);
    const alongside = (change: { set(key: Deno.KvKey, value: unknown): void }) =>
      change.set(CURSOR, 20);
    const saving = createContactsBatch(crashing.kv, news(20, "a"), { alongside });
    await assertRejects(() => saving, Crash);
    assertEquals((await kv.get(CURSOR)).value, fault === "crash_after" ? 20 : null);
    await assertIndexed(kv);
  }
});

Deno.test("fittingCount() gives as many as a commit takes, and hardly fewer", async () => {
  using kv = await memoryKv();
  const rich = (letter: string, count: number) =>
    Array.from({ length: 150 }, (_, at) => {
      const typed = Array.from({ length: count }, (_, n) =>
        `${at}.${n}.${count}@${letter.repeat(60)}.ua`);
      return aNew({ name: letter.repeat(255), emails: emails(...typed) });
    });
  for (const items of [news(300, "a"), rich("a", 20), rich("ї", 20), rich("ї", 3), rich("b", 0)]) {
    const count = fittingCount(items);
    savedContacts(await createContactsBatch(kv, items.slice(0, count)));
    if (items.length < count * 3) continue; // all that is left may fit
    const tooMany = createContactsBatch(kv, items.slice(count, count * 3));
    await assertRejects(() => tooMany, TooLargeError);
  }
  await assertIndexed(kv);
});
