import { assertEquals, assertRejects } from "@std/assert";
import { UNDO_MS } from "@/lib/domain/merge.ts";
import { InputError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { findPinnedNote } from "@/lib/store/notes.ts";
import { resolveContactId } from "@/lib/store/redirects.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { storeMessage } from "@/tests/support/conversations.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { memoryKv, snapshot } from "@/tests/support/kv.ts";
import { aCouple, belongingsOf, comparable, made, merged } from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { addNote } from "./add_note.ts";
import { blockContact } from "./block_contact.ts";
import { deleteContact } from "./delete_contact.ts";
import { editContact } from "./edit_contact.ts";
import { setConversationStatus } from "./set_conversation_status.ts";
import { unmergeContacts, unmergePreview } from "./unmerge_contacts.ts";

async function start() {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  return { kv, deps, admin: actingAs(deps, ADMIN) };
}

const EVERYTHING = { conversations: 4, notes: 3, isPinned: true };

Deno.test("unmergeContacts() leaves everything as it was when nothing happened in between", async () => {
  for (const blocked of [[], ["kept"], ["merged"], ["kept", "merged"]]) {
    const { kv, deps, admin } = await start();
    using _ = kv;
    const pair = await aCouple(deps, { kept: EVERYTHING, merged: EVERYTHING });
    const terms = { until: "", reason: "spam", note: "" };
    if (blocked.includes("kept")) {
      await blockContact(admin, pair.keptId, { ...terms, preset: "hour" });
    }
    if (blocked.includes("merged")) {
      await blockContact(admin, pair.mergedId, { ...terms, preset: "forever" });
    }
    const before = comparable(await snapshot(kv));
    const merge = await merged(admin, pair, { name: "merged", primaryPhone: "merged" });
    await assertSound(kv);
    assertEquals((await unmergeContacts(admin, merge.id)).state, "undone");
    assertEquals(comparable(await snapshot(kv)), before);
    await assertSound(kv);
  }
});

Deno.test("unmergeContacts() leaves what came since with the kept contact", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const pair = await aCouple(deps, { merged: { conversations: 1, notes: 1, isPinned: true } });
  const merge = await merged(admin, pair);
  deps.pass(1000);
  await storeMessage(kv, { contactId: pair.keptId, channelId: "01NEW", address: "visitor-new" });
  await addNote(admin, pair.keptId, "New");
  const kept = await requireContact(kv, pair.keptId);
  const input = contactInput(kept);
  await editContact(admin, kept.id, kept.revision, {
    ...input,
    emails: [...input.emails, "new@example.com"],
  });
  await unmergeContacts(admin, merge.id);
  const own = await belongingsOf(kv, pair.keptId);
  assertEquals([own.counted, own.conversations, own.notes], [1, 1, 1]);
  const other = await belongingsOf(kv, pair.mergedId);
  assertEquals([other.counted, other.conversations, other.notes], [1, 1, 1]);
  const emails = (await requireContact(kv, pair.keptId)).emails.map(({ key }) => key);
  assertEquals(emails, ["olena@example.com", "new@example.com"]);
  assertEquals(await findPinnedNote(kv, pair.keptId), null);
  assertEquals((await requireContact(kv, pair.keptId)).channelIds, ["01NEW"]);
  assertEquals(await resolveContactId(kv, pair.mergedId), pair.mergedId);
  await assertSound(kv);
});

Deno.test("unmergeContacts() takes conversations back that were written in and closed since, with their events", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const pair = await aCouple(deps, { merged: { conversations: 1 } });
  const merge = await merged(admin, pair);
  deps.pass(1000);
  const place = { channelId: `01CHANNEL0${pair.mergedId}`, address: `visitor-${pair.mergedId}-0` };
  const { conversation } = await storeMessage(kv, { contactId: pair.keptId, ...place });
  await setConversationStatus(admin, conversation.id, { status: "closed" });
  await unmergeContacts(admin, merge.id);
  const { events } = await listEvents(kv, pair.mergedId, { limit: 50 });
  const kinds = events.map(({ kind }) => kind);
  assertEquals(kinds.toSorted(), [
    "conversation_closed",
    "created",
    "message",
    "message",
    "unmerged",
  ]);
  assertEquals((await belongingsOf(kv, pair.mergedId)).conversations, 1);
  await assertSound(kv);
});

Deno.test("unmergePreview() asks about fields that the merge filled and somebody edited since", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const pair = await aCouple(deps);
  const merge = await merged(admin, pair, { name: "merged" });
  const kept = await requireContact(kv, pair.keptId);
  await editContact(admin, kept.id, kept.revision, { ...contactInput(kept), name: "Olena S." });
  const preview = await unmergePreview(kv, merge.id, deps.now());
  assertEquals(preview.questions, [{ field: "name", now: "Olena S.", old: "Олена Шевченко" }]);
  await unmergeContacts(admin, merge.id, { answers: { name: "restore" } });
  assertEquals((await requireContact(kv, pair.keptId)).name, "Олена Шевченко");
  assertEquals((await requireContact(kv, pair.mergedId)).name, "Olena Sh.");
});

Deno.test("unmergeContacts() keeps the newer value unless told otherwise", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const pair = await aCouple(deps);
  const merge = await merged(admin, pair, { name: "merged" });
  const kept = await requireContact(kv, pair.keptId);
  await editContact(admin, kept.id, kept.revision, { ...contactInput(kept), name: "Olena S." });
  await unmergeContacts(admin, merge.id);
  assertEquals((await requireContact(kv, pair.keptId)).name, "Olena S.");
});

Deno.test("unmergeContacts() says why it cannot be", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const reason = async (id: string) => {
    const error = await assertRejects(() => unmergeContacts(admin, id), InputError);
    const { problem } = await unmergePreview(kv, id, deps.now());
    assertEquals(error.problems["form"], problem ?? undefined);
    return problem;
  };
  const pair = await aCouple(deps);
  const third = await made(deps, { name: "Third" });
  const first = await merged(admin, pair);
  deps.pass(1); // ids are in the order of time
  const second = await merged(admin, { keptId: pair.keptId, mergedId: third.id });
  assertEquals(await reason(first.id), { code: "unmerge_newer", params: { contactId: third.id } });
  await unmergeContacts(admin, second.id);
  assertEquals((await reason(second.id))?.code, "unmerge_done");
  const kept = await requireContact(kv, pair.keptId);
  const input = { ...contactInput(kept), emails: ["olena@example.com"] };
  await editContact(admin, kept.id, kept.revision, input);
  const thief = await made(deps, { emails: ["sh@example.org"] });
  assertEquals(await reason(first.id), { code: "unmerge_taken", params: { contactId: thief.id } });
  await deleteContact(admin, thief.id);
  const third2 = await merged(admin, { keptId: third.id, mergedId: pair.keptId });
  assertEquals(await reason(first.id), {
    code: "unmerge_merged_on",
    params: { contactId: third.id },
  });
  await unmergeContacts(admin, third2.id);
  await deleteContact(admin, pair.keptId);
  assertEquals((await reason(first.id))?.code, "unmerge_gone");
  deps.pass(UNDO_MS);
  assertEquals((await reason(first.id))?.code, "unmerge_old");
  await assertSound(kv);
});
