import { assert, assertEquals, assertRejects } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { ConflictError, IndexNotReadyError, InputError } from "@/lib/errors.ts";
import { BulkLoad } from "@/lib/store/bulk_load.ts";
import { openBulkLoad } from "@/lib/store/open_bulk_load.ts";
import { closeDeadLoad } from "@/lib/store/dead_load.ts";
import { saveChange } from "@/lib/store/change.ts";
import type { NewContact } from "@/lib/store/contact_batch.ts";
import { stageTouchContact } from "@/lib/store/contacts.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { contactKey } from "@/lib/store/keys/contacts.ts";
import { jobKey } from "@/lib/store/keys/jobs.ts";
import { ADMIN, anInput } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { Crash, faultyKv, keysUnder, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";

const PEOPLE = 60;
const BATCH = 20;
const STEP = 8;
const PROGRESS = jobKey("test_progress");

let nowMs = 1_000_000;
const OPTIONS = { leaseMs: 1000, now: () => nowMs };

function person(at: number): NewContact {
  const email = `p${at}@example.com`;
  const phone = `+38067${String(1_000_000 + (at * 7919) % 1_000_000)}`;
  const contact: NewContact["contact"] = {
    name: `Person ${(at * 31) % PEOPLE}`,
    emails: [{ typed: email, key: email }],
    phones: [{ typed: phone, key: phone }],
    tagIds: [],
    language: null,
    source: "seed",
    createdAtMs: 1000 + at,
    lastActivityAtMs: at % 5 === 0 ? null : 5000 + (at * 17) % PEOPLE,
  };
  const event = {
    id: `EVENT${String(at).padStart(5, "0")}`,
    atMs: 1000 + at,
    actor: { kind: "system" as const },
    kind: "created" as const,
    changes: [],
  };
  return { contact, event };
}

async function requireLoad(kv: Deno.Kv, owner = "me"): Promise<BulkLoad> {
  const load = await openBulkLoad(kv, owner, OPTIONS);
  assert(load instanceof BulkLoad, `no load, but ${load}`);
  return load;
}

/** Makes those of the batch exist, with the cursor of whoever loads, from the `done`-th person on. */
async function stageAll(load: BulkLoad, { done, count }: { done: number; count: number }) {
  for (let end = 0; end < count;) {
    end = Math.min(end + STEP, count);
    await load.renew();
    await saveChange(load.writer.kv, async (change) => {
      await load.stage(change, end);
      change.set(PROGRESS, done + end);
    });
    load.staged(end, null);
  }
}

/** Loads what the cursor says is missing. */
async function loadPeople(kv: Deno.Kv): Promise<void> {
  const load = await requireLoad(kv);
  for (;;) {
    const done = (await kv.get<number>(PROGRESS)).value ?? 0;
    const people = Array.from(
      { length: Math.min(BATCH, PEOPLE - done) },
      (_, at) => person(done + at),
    );
    if (people.length === 0) break;
    assert(await load.prepare(people));
    await stageAll(load, { done, count: people.length });
    await load.finish();
  }
  await load.close();
}

async function records(kv: Deno.Kv): Promise<Contact[]> {
  return await Array.fromAsync(kv.list<Contact>({ prefix: [1, "c"] }), ({ value }) => value);
}

const BY_ACTIVITY = { by: "lastActivity", direction: "desc" } as const;
const PAGE = { filter: null, sort: BY_ACTIVITY, limit: 100, cursor: null };

Deno.test("a bulk load makes what creations one by one would make, and a rebuild finds all of it", async () => {
  using kv = await memoryKv();
  await loadPeople(kv);
  assertEquals((await records(kv)).map(({ name }) => name).length, PEOPLE);
  await assertIndexed(kv);
  const index = openContactIndex(kv);
  await assertRejects(() => index.search({ ...PAGE, words: ["person"] }), IndexNotReadyError);
  assertEquals((await index.search({ ...PAGE, words: [] })).rows.length, PEOPLE);
  assertEquals(await index.rebuildIfNeeded(), "incomplete");
  assertEquals((await index.search({ ...PAGE, words: ["person"] })).total, PEOPLE);
  await assertSound(kv);
  assertEquals(await index.rebuildIfNeeded(), null);
});

Deno.test("a bulk load cut off at any commit is gone on with: nobody is made twice or lost", async () => {
  let cuts = 0;
  for (let at = 0;; at++) {
    let isCut = false;
    for (const fault of ["crash_before", "crash_after"] as const) {
      using kv = await memoryKv();
      const faulty = faultyKv(kv, (commit) => commit === at ? fault : null);
      await loadPeople(faulty.kv).catch((error) => {
        if (!(error instanceof Crash)) throw error;
        isCut = true;
      });
      if (!isCut) break;
      nowMs += OPTIONS.leaseMs;
      // What was cut off after the last step of all is over; the rest is gone on with.
      if ((await kv.get<number>(PROGRESS)).value !== PEOPLE) await loadPeople(kv);
      else await openThenClose(kv);
      await openContactIndex(kv).rebuildIfNeeded();
      assertEquals((await records(kv)).length, PEOPLE, `${fault} at commit ${at}`);
      await assertIndexed(kv);
      await assertSound(kv);
    }
    if (!isCut) break;
    cuts++;
  }
  assert(cuts > 25, `only ${cuts} commits`);
});

async function openThenClose(kv: Deno.Kv): Promise<void> {
  const load = await openBulkLoad(kv, "me", OPTIONS);
  if (load instanceof BulkLoad) await load.close();
}

Deno.test("a bulk load that nobody goes on with is closed after a while: what exists stays, whole", async () => {
  for (const at of [3, 5, 7, 9, 14]) {
    using kv = await memoryKv();
    const faulty = faultyKv(kv, (commit) => commit === at ? "crash_after" : null);
    await assertRejects(() => loadPeople(faulty.kv), Crash);
    assertEquals(await closeDeadLoad(kv, { ...OPTIONS, afterMs: 0 }), false, "it is alive");
    nowMs += OPTIONS.leaseMs;
    assertEquals(await closeDeadLoad(kv, { ...OPTIONS, afterMs: 5000 }), false, "too early");
    assertEquals(await closeDeadLoad(kv, { ...OPTIONS, afterMs: 0 }), true);
    await openContactIndex(kv).rebuildIfNeeded();
    await assertIndexed(kv);
    await assertSound(kv);
  }
});

Deno.test("a handle that somebody takes while a batch is prepared makes it fail without a trace", async () => {
  using kv = await memoryKv();
  const acting = actingAs(testDeps(kv), ADMIN);
  const load = await requireLoad(kv);
  assert(await load.prepare([person(0), person(1)]));
  await stageAll(load, { done: 0, count: 2 });
  await load.finish();
  await createContact(acting, anInput({ emails: ["p3@example.com"] }));
  assertEquals(await load.prepare([person(2), person(3), person(4)]), false);
  await assertIndexed(kv);
  assert(await load.prepare([person(2), person(4)]));
  // And the other way round: what is prepared is taken, though nobody has it yet.
  await assertRejects(
    () => createContact(acting, anInput({ emails: ["p4@example.com"] })),
    InputError,
  );
  await stageAll(load, { done: 3, count: 2 });
  await load.finish();
  await load.close();
  await openContactIndex(kv).rebuildIfNeeded();
  assertEquals((await records(kv)).length, 5);
  await assertIndexed(kv);
  await assertSound(kv);
});

Deno.test("two of the same batch with the same handle make it fail without a trace", async () => {
  using kv = await memoryKv();
  const load = await requireLoad(kv);
  assertEquals(await load.prepare([person(0), person(1), person(0)]), false);
  await load.close();
  assertEquals(await keysUnder(kv, [1, "e"]), []);
  assertEquals(await keysUnder(kv, [1, "sn"]), []);
});

Deno.test("someone with an identity in a channel is refused, and nothing of the batch is written", async () => {
  using kv = await memoryKv();
  const load = await requireLoad(kv);
  const { contact, event } = person(1);
  const identities = [{ channelId: "CHAT", externalId: "9", label: "" }];
  const batch = [person(0), { contact: { ...contact, identities }, event }];
  const before = await snapshot(kv);
  await assertRejects(() => load.prepare(batch), RangeError, "item 1 of a batch in bulk");
  assertEquals(await snapshot(kv), before);
  await load.close();
});

Deno.test("a contact that is touched before its rows are written keeps one row, the newer one", async () => {
  using kv = await memoryKv();
  const load = await requireLoad(kv);
  assert(await load.prepare([person(1), person(2), person(3)]));
  assertEquals(await keysUnder(kv, [1, "c"]), [], "nobody exists before all is written");
  await stageAll(load, { done: 0, count: 3 });
  const [first] = await records(kv);
  await saveChange(kv, (change) => stageTouchContact(change, first?.id ?? 0, 9_000_000));
  await load.finish();
  await load.close();
  await assertIndexed(kv);
  assertEquals((await kv.get<Contact>(contactKey(first?.id ?? 0))).value?.lastActivityAtMs, 9e6);
});

Deno.test("only one loads at a time, and only into an empty workspace", async () => {
  using kv = await memoryKv();
  const load = await requireLoad(kv);
  assertEquals(await openBulkLoad(kv, "you", OPTIONS), "busy");
  await load.release();
  assertEquals(await openBulkLoad(kv, "you", OPTIONS), "busy", "the load waits for its owner");
  await loadPeople(kv);
  assertEquals(await openBulkLoad(kv, "you", OPTIONS), "not_empty");
});

Deno.test("a worker that was paused too long cannot write any more", async () => {
  using kv = await memoryKv();
  const paused = await requireLoad(kv);
  assert(await paused.prepare([person(0), person(1)]));
  nowMs += OPTIONS.leaseMs;
  const next = await requireLoad(kv); // has dropped what the other one had prepared
  await assertRejects(
    () => saveChange(kv, (change) => paused.stage(change, 2)),
    ConflictError,
    "another worker",
  );
  await assertRejects(() => stageAll(paused, { done: 0, count: 2 }), ConflictError);
  await assertRejects(() => paused.finish(), ConflictError);
  await next.close();
  assertEquals(await keysUnder(kv, [1, "c"]), []);
  assertEquals(await keysUnder(kv, [1, "e"]), []);
});

Deno.test("contacts as large as they may be fit the commits of a bulk load", async () => {
  using kv = await memoryKv();
  const load = await requireLoad(kv);
  const people = Array.from({ length: 500 }, (_, at) => large(at));
  assert(await load.prepare(people));
  // The caller sees to it that contacts fit its commits; here they come into being one by one.
  for (let end = 1; end <= people.length; end++) {
    await saveChange(kv, (change) => load.stage(change, end));
    load.staged(end, null);
  }
  await load.finish();
  await load.close();
  await assertIndexed(kv);
});

/** The longest name, 20 of the longest addresses, 100 tags; active at some time. */
function large(at: number): NewContact {
  const { contact, event } = person(at);
  const emails = Array.from({ length: 20 }, (_, nth) => {
    const key = `${"x".repeat(50)}${at}.${nth}@${"y".repeat(60)}.${"z".repeat(60)}.example.com`;
    return { typed: key, key };
  });
  const tagIds = Array.from({ length: 100 }, (_, nth) => `TAG${String(nth).padStart(23, "0")}`);
  const name = "Ї".repeat(250);
  return { contact: { ...contact, name, emails, tagIds, lastActivityAtMs: at + 1 }, event };
}
