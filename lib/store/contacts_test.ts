import { assertEquals, assertRejects } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import { ConflictError, InputError, NotFoundError, TooLargeError } from "@/lib/errors.ts";
import { aContact, anEvent, emails, phones } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { Crash, type Fault, faultyKv, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { CHECKS_MAX, saveChange } from "./change.ts";
import {
  findContact,
  requireContact,
  requireContactIn,
  stageCreateContact,
  stageEditContact,
  stageTouchContact,
} from "./contacts.ts";
import { findContactIdByEmail, findContactIdByPhone } from "./handles.ts";

const OLENA = aContact({
  id: 42,
  name: "Олена Шевченко",
  emails: emails("olena@example.com"),
  phones: phones("+380671234567"),
});

function create(kv: Deno.Kv, contact: Contact): Promise<void> {
  return saveChange(kv, (change) => stageCreateContact(change, contact, anEvent(contact.id)));
}

function edit(kv: Deno.Kv, id: number, changes: Partial<Contact>): Promise<void> {
  return saveChange(kv, async (change) => {
    const read = await requireContactIn(change, id);
    const { before } = read;
    const after = { ...before, ...changes, revision: before.revision + 1 };
    await stageEditContact(change, { ...read, after }, anEvent(id, { kind: "edited" }));
  });
}

function touch(kv: Deno.Kv, id: number, atMs: number): Promise<void> {
  return saveChange(kv, (change) => stageTouchContact(change, id, atMs));
}

function addresses(count: number, of: string): Contact["emails"] {
  return emails(...Array.from({ length: count }, (_, at) => `${of}.${at}@example.com`));
}

function numbers(count: number, from: number): Contact["phones"] {
  return phones(...Array.from({ length: count }, (_, at) => `+38067${1000000 + from + at}`));
}

Deno.test("a created contact is found by id, e-mail and phone", async () => {
  using kv = await memoryKv();
  await create(kv, OLENA);
  assertEquals(await findContact(kv, 42), OLENA);
  assertEquals(await findContactIdByEmail(kv, "olena@example.com"), 42);
  assertEquals(await findContactIdByPhone(kv, "+380671234567"), 42);
  await assertIndexed(kv);
});

Deno.test("requireContact() says which contact there is not", async () => {
  using kv = await memoryKv();
  await assertRejects(() => requireContact(kv, 7), NotFoundError, "There is no contact 7");
  assertEquals(await findContact(kv, 7), null);
});

Deno.test("an id is never used for a second contact", async () => {
  using kv = await memoryKv();
  await create(kv, OLENA);
  await assertRejects(() => create(kv, aContact({ id: 42 })), ConflictError);
  assertEquals(await findContact(kv, 42), OLENA);
});

Deno.test("an edit moves rows and handles, and frees the handles it drops", async () => {
  using kv = await memoryKv();
  await create(kv, OLENA);
  await edit(kv, 42, { name: "Yara", emails: emails("yara@example.com"), phones: [] });
  assertEquals(await findContactIdByEmail(kv, "olena@example.com"), null);
  assertEquals(await findContactIdByEmail(kv, "yara@example.com"), 42);
  await create(kv, aContact({ id: 43, emails: emails("olena@example.com") }));
  await assertIndexed(kv);
});

Deno.test("a taken handle is refused at its place, with the id of the contact that has it", async () => {
  using kv = await memoryKv();
  await create(kv, OLENA);
  const second = aContact({
    id: 43,
    emails: emails("own@example.com", "olena@example.com"),
    phones: phones("+380671234567"),
  });
  const problem = { code: "handle_taken", params: { contactId: 42 } };
  const error = await assertRejects(() => create(kv, second), InputError);
  assertEquals(error.problems, { "emails.1": problem, "phones.0": problem });
  assertEquals(error.message.includes("@"), false);
  assertEquals(await findContact(kv, 43), null);
  await create(kv, aContact({ id: 43 }));
  await assertRejects(() => edit(kv, 43, { emails: emails("olena@example.com") }), InputError);
  await assertIndexed(kv);
});

Deno.test("a phone that could not be read identifies nobody", async () => {
  using kv = await memoryKv();
  const unread = [{ typed: "ask reception", key: null }];
  await create(kv, aContact({ id: 1, phones: unread }));
  await create(kv, aContact({ id: 2, phones: unread }));
  await assertIndexed(kv);
});

Deno.test("of two that give one handle to two contacts at once exactly one succeeds", async () => {
  using kv = await memoryKv();
  const racers = [1, 2, 3, 4, 5].map((id) => aContact({ id, emails: emails("same@example.com") }));
  const results = await Promise.allSettled(racers.map((racer) => create(kv, racer)));
  const owner = await findContactIdByEmail(kv, "same@example.com");
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
  for (const result of results) {
    if (result.status !== "rejected") continue;
    assertEquals(result.reason.problems["emails.0"].params, { contactId: owner });
  }
  await assertIndexed(kv);
});

Deno.test("few handles and many handles watch each other", async () => {
  using kv = await memoryKv();
  const many = aContact({ id: 1, emails: addresses(20, "x"), phones: numbers(20, 0) });
  const few = aContact({ id: 2, emails: addresses(1, "x") });
  const alsoMany = aContact({ id: 3, phones: numbers(20, 19) });
  const results = await Promise.allSettled([many, few, alsoMany].map((one) => create(kv, one)));
  assertEquals(results.some(({ status }) => status === "fulfilled"), true);
  await assertIndexed(kv);
});

for (const [own, others] of [[2, 2], [2, 9], [9, 2], [9, 9]] as const) {
  Deno.test(`${own} handles lose to ${others} that are saved while they are staged`, async () => {
    using kv = await memoryKv();
    let staged = 0;
    const losing = saveChange(kv, async (change) => {
      const contact = aContact({ id: 1, emails: addresses(own, "x") });
      await stageCreateContact(change, contact, anEvent(1));
      if (staged++ === 0) await create(kv, aContact({ id: 2, emails: addresses(others, "x") }));
    });
    const { problems } = await assertRejects(() => losing, InputError);
    assertEquals(problems["emails.0"], { code: "handle_taken", params: { contactId: 2 } });
    await assertIndexed(kv);
  });
}

Deno.test("forty handles at once, and moving them all, stay within ten checks", async () => {
  using kv = await memoryKv();
  const watched = faultyKv(kv);
  await create(watched.kv, aContact({ emails: addresses(20, "a"), phones: numbers(20, 0) }));
  await edit(watched.kv, 1, { emails: addresses(20, "b"), phones: numbers(20, 20) });
  await edit(watched.kv, 1, { emails: addresses(5, "c"), phones: [] });
  assertEquals(watched.commits.length, 3);
  for (const { checks } of watched.commits) assertEquals(checks <= CHECKS_MAX, true, `${checks}`);
  await assertIndexed(kv);
});

Deno.test("last activity only moves forward and is no edit", async () => {
  using kv = await memoryKv();
  await create(kv, OLENA);
  await touch(kv, 42, NOON + 5);
  await touch(kv, 42, NOON + 1);
  const { lastActivityAtMs, revision } = await requireContact(kv, 42);
  assertEquals([lastActivityAtMs, revision], [NOON + 5, 1]);
  await assertRejects(() => touch(kv, 7, NOON), NotFoundError);
  await assertIndexed(kv);
});

Deno.test("touches and an edit at the same time lose nothing", async () => {
  using kv = await memoryKv();
  await create(kv, OLENA);
  const touches = Array.from({ length: 8 }, (_, at) => touch(kv, 42, NOON + at));
  await Promise.all([...touches, edit(kv, 42, { name: "Olena" })]);
  const { name, lastActivityAtMs, revision } = await requireContact(kv, 42);
  assertEquals([name, lastActivityAtMs, revision], ["Olena", NOON + 7, 2]);
  await assertIndexed(kv);
});

const FAULTS: Fault[] = ["crash_before", "crash_after"];
for (const fault of FAULTS) {
  Deno.test(`a ${fault.replace("_", " ")} the commit leaves a contact wholly as before or as after`, async () => {
    const writes = [
      (kv: Deno.Kv) => create(kv, aContact({ id: 7, emails: addresses(7, "new") })),
      (kv: Deno.Kv) => edit(kv, 42, { name: "", emails: addresses(2, "moved"), phones: [] }),
      (kv: Deno.Kv) => touch(kv, 42, NOON),
    ];
    for (const write of writes) {
      using kv = await memoryKv();
      await create(kv, OLENA);
      const before = await snapshot(kv);
      const crashing = faultyKv(kv, () => fault);
      await assertRejects(() => write(crashing.kv), Crash);
      assertEquals(crashing.commits.length, 1); // one commit holds all of it
      if (fault === "crash_before") assertEquals(await snapshot(kv), before);
      await assertIndexed(kv);
    }
  });
}

Deno.test("a contact with everything at its limit fits, in any script", async () => {
  using kv = await memoryKv();
  for (const [at, letter] of ["a", "ї", "😀"].entries()) {
    const long = letter.repeat(255 / letter.length);
    const typed = Array.from({ length: 20 }, (_, at) => at + letter.repeat(250 / letter.length));
    const short = typed.map((text, nth) => `${[...text].slice(0, 30).join("")}${at}.${nth}`);
    const full = aContact({
      id: at + 1,
      name: long,
      emails: typed.map((text) => ({ typed: text, key: text + at })),
      phones: short.map((text) => ({ typed: text, key: text })),
      tagIds: Array.from({ length: 100 }, (_, at) => `01TAG${String(at).padStart(21, "0")}`),
    });
    await create(kv, full);
  }
  await assertIndexed(kv);
});

Deno.test("a record beyond 64 KiB is refused clearly and nothing of it is saved", async () => {
  using kv = await memoryKv();
  const huge = aContact({
    tagIds: Array.from({ length: 3000 }, (_, at) => `01TAG${at}`.padEnd(26)),
  });
  await assertRejects(() => create(kv, huge), TooLargeError);
  await assertIndexed(kv);
});
