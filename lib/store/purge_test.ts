import { assert, assertEquals, assertRejects } from "@std/assert";
import { addNote } from "@/lib/actions/add_note.ts";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { dismissDuplicate } from "@/lib/actions/dismiss_duplicate.ts";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import { startDialog } from "@/lib/actions/start_dialog.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { TRASH_MS } from "@/lib/domain/trash.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, aNamed } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { orderedDeps, storeChannel } from "@/tests/support/dialogs.ts";
import {
  Crash,
  type Fault,
  faultyKv,
  interruptedKv,
  memoryKv,
  snapshot,
} from "@/tests/support/kv.ts";
import { aCouple, belongingsOf, give, merged } from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { findContact, requireContact } from "./contacts.ts";
import { purgeTrash } from "./purge.ts";
import { listContactConversations } from "./conversations.ts";
import { trashKey } from "./keys/contacts.ts";
import { findTrashed } from "./trash.ts";

const EVERYTHING = { conversations: 3, notes: 2, isPinned: true };

/** Contact 1 with one of everything, and merged into it contact 2; contact 3 beside it lives. */
async function open(kv: Deno.Kv) {
  const deps = orderedDeps(kv);
  await aCouple(deps, { kept: EVERYTHING, merged: EVERYTHING });
  const admin = actingAs(deps, ADMIN);
  const other = await createContact(admin, aNamed("Lives"));
  await give(deps, other.id, EVERYTHING);
  for (const id of [1, 2]) await dismissDuplicate(admin, other.id, id);
  const mail = await storeChannel(kv, "email");
  for (const [id, address] of [[1, "olena@example.com"], [2, "sh@example.org"]] as const) {
    await startDialog(admin, id, { channelId: mail.id, address, subject: "Order", text: "Hello" });
    await blockContact(admin, id, aBlock());
    await unblockContact(admin, id);
  }
  await dismissDuplicate(admin, 1, 2);
  await merged(admin, { keptId: 1, mergedId: 2 });
  await deleteContact(admin, 1);
  return { deps, admin, otherId: other.id };
}

/** Keys in which a contact's id, or one of its conversations, stands. */
async function tracesOf(kv: Deno.Kv, ids: number[]): Promise<Deno.KvKey[]> {
  const kinds = ["c", "ev", "note", "note_pin", "cc", "past_block", "merged", "merge_of", "trash"];
  return (await snapshot(kv)).map(([key]) => key).filter(([, kind, id, otherId]) =>
    kinds.includes(String(kind)) && ids.includes(Number(id)) || kind === "merge" ||
    kind === "merge_record" || kind === "trash_row" ||
    kind === "dup_not" && [id, otherId].some((one) => ids.includes(Number(one)))
  );
}

Deno.test("purgeTrash() leaves nothing of those whose time is up, and everything of the others", async () => {
  using kv = await memoryKv();
  const { deps, otherId } = await open(kv);
  const before = await belongingsOf(kv, otherId);
  deps.pass(TRASH_MS - 1);
  assertEquals(await purgeTrash(kv, deps.now()), 0);
  assert(await findTrashed(kv, 1));
  deps.pass(1);
  assertEquals(await purgeTrash(kv, deps.now()), 1);
  assertEquals(await tracesOf(kv, [1, 2]), []);
  for (const id of [1, 2]) await assertRejects(() => requireContact(kv, id), NotFoundError);
  assertEquals(await belongingsOf(kv, otherId), before);
  await assertSound(kv);
  assertEquals(await purgeTrash(kv, deps.now()), 0);
});

Deno.test("of whom was purged no word, no address and no conversation is left anywhere", async () => {
  using kv = await memoryKv();
  const { deps } = await open(kv);
  const { items } = await listContactConversations(kv, 1, { limit: 500 });
  const marks = ["Олена", "Olena", "olena@", "sh@example", "1234567", "visitor-1", "visitor-2"];
  const all = [...marks, ...items.map(({ id }) => id)];
  assertEquals(await marked(kv, all), all);
  deps.pass(TRASH_MS);
  await purgeTrash(kv, deps.now());
  assertEquals(await marked(kv, all), []);
});

/** Those of these texts that stand in a key or a value, the index and todos of jobs apart. */
async function marked(kv: Deno.Kv, marks: string[]): Promise<string[]> {
  const entries = (await snapshot(kv)).filter(([[, kind]]) => kind !== "x" && kind !== "dup_todo");
  const text = Deno.inspect(entries, { depth: 20, iterableLimit: 1e5, strAbbreviateSize: 1e5 });
  return marks.filter((mark) => text.includes(mark));
}

Deno.test("an id that was purged is never given again", async () => {
  using kv = await memoryKv();
  const { deps, admin, otherId } = await open(kv);
  deps.pass(TRASH_MS);
  await purgeTrash(kv, deps.now());
  assert((await createContact(admin, aNamed("New"))).id > otherId);
});

Deno.test("purgeTrash() goes on after a crash before and after each of its commits", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    for (let at = 0;; at++) {
      using kv = await memoryKv();
      const { deps, otherId } = await open(kv);
      const before = await belongingsOf(kv, otherId);
      deps.pass(TRASH_MS);
      const faulty = faultyKv(kv, (commit): Fault | null => commit === at ? fault : null);
      const ended = await purgeTrash(faulty.kv, deps.now()).catch((error) => error);
      if (faulty.commits.length <= at) break;
      assert(ended instanceof Crash);
      await assertSound(kv);
      const isGone = await findTrashed(kv, 1) === null;
      if (!isGone && (await findTrashed(kv, 1))?.isGoing) {
        await assertRejects(() => restoreContact(actingAs(deps, ADMIN), 1), NotFoundError);
      }
      await purgeTrash(kv, deps.now());
      assertEquals(await tracesOf(kv, [1, 2]), [], `${fault} ${at}`);
      assertEquals(await belongingsOf(kv, otherId), before);
      await assertSound(kv);
      assert(at < 40);
    }
  }
});

Deno.test("two processes that purge at once do no harm, and neither does one that comes late", async () => {
  for (let at = 0;; at++) {
    using kv = await memoryKv();
    const { deps, otherId } = await open(kv);
    const before = await belongingsOf(kv, otherId);
    deps.pass(TRASH_MS);
    const late = interruptedKv(kv, async (call) => {
      if (call === at * 3) await purgeTrash(kv, deps.now());
    });
    await purgeTrash(late.kv, deps.now());
    if (late.calls() <= at * 3) break;
    assertEquals(await tracesOf(kv, [1, 2]), []);
    assertEquals(await belongingsOf(kv, otherId), before);
    await assertSound(kv);
  }
});

Deno.test("a contact that came back just before its time, and went again, has 30 days more", async () => {
  using kv = await memoryKv();
  const { deps, admin } = await open(kv);
  deps.pass(TRASH_MS - 1);
  await restoreContact(admin, 1);
  await deleteContact(admin, 1);
  deps.pass(1);
  await purgeTrash(kv, deps.now());
  await restoreContact(admin, 1);
  assertEquals((await findContact(kv, 1))?.conversationCount, 8);
});

Deno.test("purgeTrash() empties what is larger than a commit", async () => {
  using kv = await memoryKv();
  const { deps, admin, otherId } = await open(kv);
  for (let at = 0; at < 600; at++) await addNote(admin, otherId, "Long story");
  await deleteContact(admin, otherId);
  deps.pass(TRASH_MS);
  const seen = faultyKv(kv);
  assertEquals(await purgeTrash(seen.kv, deps.now()), 2);
  assertEquals(await tracesOf(kv, [1, 2, otherId]), []);
  for (const { checks, writes } of seen.commits) assert(checks <= 10 && writes <= 1000);
  await assertSound(kv);
});

Deno.test("a contact that cannot be purged keeps nobody else from it, and is told of", async () => {
  using kv = await memoryKv();
  const { deps, admin, otherId } = await open(kv);
  await deleteContact(admin, otherId);
  deps.pass(TRASH_MS);
  const trashed = await kv.get(trashKey(1));
  await kv.set(trashKey(1), "not to be read");
  await assertRejects(() => purgeTrash(kv, deps.now()));
  assertEquals(await tracesOf(kv, [otherId]), await tracesOf(kv, []));
  assertEquals(await findTrashed(kv, otherId), null);
  await kv.set(trashKey(1), trashed.value);
  assertEquals(await purgeTrash(kv, deps.now()), 1);
  assertEquals(await tracesOf(kv, [1, 2, otherId]), []);
});
