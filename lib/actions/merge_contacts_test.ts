import { assertEquals, assertRejects } from "@std/assert";
import { ATTRIBUTE_VALUES_MAX } from "@/lib/domain/attribute.ts";
import { ForbiddenError, InputError, MergeConflictError, NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import {
  findContact,
  requireContact,
  requireContactIn,
  stageActiveContact,
} from "@/lib/store/contacts.ts";
import { findContactIdByEmail } from "@/lib/store/handles.ts";
import { listEvents, requireEvent } from "@/lib/store/events.ts";
import { findPinnedNote } from "@/lib/store/notes.ts";
import { resolveContactId } from "@/lib/store/redirects.ts";
import { ADMIN, AGENT, aTypedAttribute } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { aCouple, belongingsOf, made, merged } from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { createAttribute } from "./create_attribute.ts";
import { deleteAttribute } from "./delete_attribute.ts";
import { mergeContacts } from "./merge_contacts.ts";

async function start() {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  return { kv, deps, admin: actingAs(deps, ADMIN) };
}

Deno.test("mergeContacts() leaves one contact with all that both had", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const belongings = { conversations: 3, notes: 2, isPinned: true };
  const pair = await aCouple(deps, { kept: belongings, merged: { ...belongings, notes: 4 } });
  const merge = await merged(admin, pair, { primaryEmail: "merged" });
  assertEquals(merge.state, "done");
  assertEquals(merge.moved, { conversations: 3, notes: 4, tags: 0, handles: 3 });
  const kept = await requireContact(kv, pair.keptId);
  assertEquals(kept.name, "Олена Шевченко");
  assertEquals(kept.emails.map(({ key }) => key), [
    "o.sh@example.com",
    "olena@example.com",
    "sh@example.org",
  ]);
  const own = await belongingsOf(kv, pair.keptId);
  assertEquals([own.counted, own.conversations, own.notes], [6, 6, 6]);
  assertEquals(await belongingsOf(kv, pair.mergedId), {
    counted: 0,
    conversations: 0,
    notes: 0,
    events: 0,
  });
  assertEquals(await findContactIdByEmail(kv, "sh@example.org"), pair.keptId);
  assertEquals(await resolveContactId(kv, pair.mergedId), pair.keptId);
  await assertSound(kv);
});

Deno.test("mergeContacts() keeps the kept contact's pin, and takes the other's where there is none", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const pair = await aCouple(deps, { merged: { notes: 2, isPinned: true } });
  const before = await findPinnedNote(kv, pair.mergedId);
  await merged(admin, pair);
  assertEquals(await findPinnedNote(kv, pair.keptId), before);
  assertEquals(await findPinnedNote(kv, pair.mergedId), null);
});

Deno.test("mergeContacts() says in the kept contact's timeline what came", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const pair = await aCouple(deps, { merged: { conversations: 1 } });
  const merge = await merged(admin, pair, { name: "merged" });
  const { events } = await listEvents(kv, pair.keptId, { limit: 50 });
  const event = events.find(({ kind }) => kind === "merged");
  assertEquals(event?.id, merge.id);
  assertEquals(event?.actor, { kind: "user", userId: ADMIN.id });
  const changes = event && "changes" in event ? event.changes.map(({ field }) => field) : [];
  assertEquals(changes, ["name", "emails", "phones"]);
  assertEquals(event?.kind === "merged" && event.lost, []);
  // Both were created, and one had a message.
  assertEquals(events.map(({ kind }) => kind).sort(), ["created", "created", "merged", "message"]);
});

Deno.test("mergeContacts() says in the timeline what of the merged contact was not chosen", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const pair = await aCouple(deps);
  const merge = await merged(admin, pair);
  const event = await requireEvent(kv, pair.keptId, merge.id);
  assertEquals(event.kind === "merged" && event.lost, [{ field: "name", before: ["Olena Sh."] }]);
});

Deno.test("mergeContacts() refuses itself, merged, missing and stale contacts, and nobody's orders", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const pair = await aCouple(deps);
  const third = await made(deps, { name: "Third" });
  const revisions = { kept: 1, merged: 1 };
  const order = { ...pair, choices: {}, revisions };
  const refused = async (changes: Partial<typeof order>) => {
    const error = await assertRejects(
      () => mergeContacts(admin, { ...order, ...changes }),
      InputError,
    );
    return error.problems["form"];
  };
  assertEquals((await refused({ mergedId: pair.keptId }))?.code, "merge_self");
  await assertRejects(() => mergeContacts(admin, { ...order, mergedId: 999 }), NotFoundError);
  await assertRejects(
    () => mergeContacts(admin, { ...order, revisions: { kept: 1, merged: 2 } }),
    MergeConflictError,
  );
  const nobody = { ...admin, principal: { id: "x", role: "nobody" } };
  await assertRejects(() => mergeContacts(nobody as never, order), ForbiddenError);
  await mergeContacts(actingAs(deps, AGENT), order);
  const gone = { keptId: third.id, mergedId: pair.mergedId };
  assertEquals(await refused(gone), { code: "merge_merged", params: { contactId: pair.keptId } });
  assertEquals(await findContact(kv, pair.mergedId), null);
});

Deno.test("mergeContacts() gives the same form one merge", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const order = { ...await aCouple(deps), choices: {}, revisions: { kept: 1, merged: 1 } };
  const onceKey = "form-token-1";
  const first = await mergeContacts(admin, order, { onceKey });
  assertEquals((await mergeContacts(admin, order, { onceKey })).id, first.id);
  await assertRejects(() => mergeContacts(admin, order, { onceKey: "another-token" }), InputError);
});

Deno.test("mergeContacts() refuses what is past a limit, and says which", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const emails = (name: string) =>
    Array.from({ length: 11 }, (_, at) => `${name}${at}@example.com`);
  const one = await made(deps, { emails: emails("a") });
  const other = await made(deps, { emails: emails("b") });
  const order = {
    keptId: one.id,
    mergedId: other.id,
    choices: {},
    revisions: { kept: 1, merged: 1 },
  };
  const error = await assertRejects(() => mergeContacts(admin, order), InputError);
  assertEquals(error.problems, {
    emails: { code: "merge_too_many", params: { count: 22, max: 20 } },
  });
});

Deno.test("mergeContacts() counts only values of attributes that are there", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const keys = Array.from({ length: ATTRIBUTE_VALUES_MAX + 1 }, (_, at) => `key_${at}`);
  for (const key of keys) {
    await createAttribute(admin, { ...aTypedAttribute({ name: key }), key });
  }
  const half = Math.ceil(keys.length / 2);
  const ids = [await having(deps, keys.slice(0, half)), await having(deps, keys.slice(half))];
  const [keptId = 0, mergedId = 0] = ids;
  const order = { keptId, mergedId, choices: {}, revisions: { kept: 1, merged: 1 } };
  const error = await assertRejects(() => mergeContacts(admin, order), InputError);
  const params = { count: keys.length, max: ATTRIBUTE_VALUES_MAX };
  assertEquals(error.problems, { attributes: { code: "merge_too_many", params } });
  await deleteAttribute(admin, "key_0");
  await mergeContacts(admin, order);
  const { attributes } = await requireContact(kv, keptId);
  assertEquals(Object.keys(attributes ?? {}).length, keys.length, "its values are not lost");
});

/** The id of a contact with a value of each of these attributes. */
async function having(deps: TestDeps, keys: string[]): Promise<number> {
  const { id } = await made(deps, {});
  await saveChange(deps.kv, async (change) => {
    const read = await requireContactIn(change, id);
    const attributes = Object.fromEntries(keys.map((key) => [key, "x"]));
    stageActiveContact(change, { ...read, after: { ...read.before, attributes } });
  });
  return id;
}
