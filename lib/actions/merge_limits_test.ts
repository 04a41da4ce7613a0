// The largest merges there can be, within the limits of a commit.
import { assert, assertEquals } from "@std/assert";
import { CHECKS_MAX } from "@/lib/store/change.ts";
import { saveContactBatch } from "@/lib/store/contact_batch.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { INDEX_FORMAT } from "@/lib/store/index/versions.ts";
import { indexVersionKey } from "@/lib/store/keys/search_index.ts";
import { ADMIN, AGENT, anId } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { faultyKv, memoryKv } from "@/tests/support/kv.ts";
import { aCouple, belongingsOf, giveMany, made, merged } from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { blockContact } from "./block_contact.ts";
import { editContact } from "./edit_contact.ts";
import { unmergeContacts } from "./unmerge_contacts.ts";

const FOREVER = { preset: "forever", until: "", reason: "spam", note: "" };

async function start() {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  return { kv, deps, admin: actingAs(deps, ADMIN) };
}

Deno.test("an agent's merge of blocked contacts, and its undoing, fit a commit while the index is rebuilt", async () => {
  const { kv, admin, deps } = await start();
  using _ = kv;
  const pair = await aCouple(deps, {
    kept: { conversations: 1 },
    merged: { conversations: 1, notes: 1 },
  });
  await blockContact(admin, pair.keptId, { ...FOREVER, preset: "hour" });
  await blockContact(admin, pair.mergedId, FOREVER);
  await kv.set(indexVersionKey(), {
    format: INDEX_FORMAT,
    current: 1,
    incomplete: false,
    building: { version: 2, settled: true },
  });
  const watched = faultyKv(kv);
  const agent = actingAs(testDeps(watched.kv), AGENT);
  const merge = await merged(agent, pair);
  // One of the merged contact's addresses is nobody's by now.
  const kept = await requireContact(kv, pair.keptId);
  const emails = kept.emails.slice(0, 1).map(({ typed }) => typed);
  await editContact(admin, kept.id, kept.revision, { ...contactInput(kept), emails });
  await unmergeContacts(agent, merge.id);
  const most = Math.max(...watched.commits.map(({ checks }) => checks));
  assert(most <= CHECKS_MAX && most >= CHECKS_MAX - 1, String(most));
  assertEquals((await requireContact(kv, pair.mergedId)).emails.length, 2);
});

Deno.test("sixty handles pass in one commit, and go back in one", async () => {
  const { kv, admin, deps } = await start();
  using _ = kv;
  const list = (of: (at: number) => string) => Array.from({ length: 20 }, (_, at) => of(at));
  const one = await made(deps, { name: "One" });
  const other = await made(deps, {
    emails: list((at) => `e${at}@example.com`),
    phones: list((at) => `067 000 00 ${10 + at}`),
  });
  const pair = { keptId: one.id, mergedId: other.id };
  const merge = await merged(admin, pair);
  assertEquals(merge.moved.handles, 40);
  assertEquals((await requireContact(kv, one.id)).phones.length, 20);
  await assertSound(kv);
  await unmergeContacts(admin, merge.id);
  assertEquals((await requireContact(kv, one.id)).phones.length, 0);
  await assertSound(kv);
});

Deno.test("ten thousand conversations move in some fifty commits, and come back", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const COUNT = 10_000;
  const pair = await aCouple(deps, { kept: { conversations: 3 } });
  await giveMany(kv, pair.mergedId, COUNT);
  const watched = faultyKv(kv);
  const watchedDeps = testDeps(watched.kv);
  const merge = await merged(actingAs(watchedDeps, ADMIN), pair);
  assertEquals(merge.state, "moving"); // the answer has not waited for all of it
  await watchedDeps.settle();
  assert(watched.commits.length <= COUNT / 200 + 6, String(watched.commits.length));
  assertEquals((await belongingsOf(kv, pair.keptId)).counted, COUNT + 3);
  await assertSound(kv);
  await unmergeContacts(admin, merge.id);
  await deps.settle();
  assertEquals((await belongingsOf(kv, pair.mergedId)).counted, COUNT);
  assertEquals((await belongingsOf(kv, pair.keptId)).counted, 3);
  await assertSound(kv);
});

Deno.test("a batch of edits that names a contact which was merged since saves nothing, and says which", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const pair = await aCouple(deps);
  const before = await requireContact(kv, pair.mergedId);
  await merged(admin, pair);
  const event = {
    id: anId(),
    atMs: NOON,
    actor: { kind: "system" },
    kind: "edited",
    changes: [],
  } as const;
  const edit = { before, after: before, event: { ...event, changes: [] } };
  const result = await saveContactBatch(kv, { edits: [edit] });
  assertEquals(result, { saved: false, taken: [], stale: [pair.mergedId] });
});
