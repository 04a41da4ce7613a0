// Merges against each other, against edits, messages and closings, and chains of them.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConflictError, InputError, KartkaError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { findContactIdByEmail } from "@/lib/store/handles.ts";
import { takeMergeStep } from "@/lib/store/merge_steps.ts";
import { findMergeOf } from "@/lib/store/merges.ts";
import { resolveContactId } from "@/lib/store/redirects.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { findConversation, listContactConversations } from "@/lib/store/conversations.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { aMessage, receive, storedChannel } from "@/tests/support/inbound.ts";
import { interruptedKv, memoryKv } from "@/tests/support/kv.ts";
import {
  aCouple,
  belongingsOf,
  decidedOnly,
  giveMany,
  made,
  merged,
} from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { addNote } from "./add_note.ts";
import { deleteContact } from "./delete_contact.ts";
import { editContact } from "./edit_contact.ts";
import { mergeContacts } from "./merge_contacts.ts";
import { setConversationStatus } from "./set_conversation_status.ts";
import { sendMessage } from "./send_message.ts";
import { unmergeContacts } from "./unmerge_contacts.ts";
import { resumeMerges } from "./work_on_merges.ts";

async function start() {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  return { kv, deps, admin: actingAs(deps, ADMIN) };
}

Deno.test("of merges that cross, exactly one wins, and nobody goes round in a circle", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const ROUNDS = 300;
  let refused = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const [a, b, c] = await Promise.all(["A", "B", "C"].map((name) => made(deps, { name })));
    assert(a && b && c);
    const orders = [[a, b], [b, a], [c, b], [a, c]].map(([kept, merged]) =>
      mergeContacts(admin, {
        keptId: kept?.id ?? 0,
        mergedId: merged?.id ?? 0,
        choices: {},
        revisions: { kept: 1, merged: 1 },
      })
    );
    const results = await Promise.allSettled(orders);
    assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
    for (const result of results) {
      if (result.status === "fulfilled") continue;
      assert(result.reason instanceof KartkaError, String(result.reason));
      refused++;
    }
    const ends = await Promise.all([a, b, c].map(({ id }) => resolveContactId(kv, id)));
    assertEquals(new Set(ends).size, 2);
    for (const end of ends) await requireContact(kv, end);
  }
  assertEquals(refused, ROUNDS * 3);
  await assertSound(kv);
});

Deno.test("a chain of twenty merges leads to its end from everywhere, and can be taken back link by link", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const LINKS = 20;
  const ids: number[] = [];
  for (let at = 0; at <= LINKS; at++) {
    const contact = await made(deps, { name: `N${at}`, phones: [`067 000 00 ${10 + at}`] });
    ids.push(contact.id);
  }
  const merges = [];
  for (let at = 0; at < LINKS; at++) {
    // Twenty phones are the most: the last contact has none left to bring.
    const [mergedId = 0, keptId = 0] = [ids[at], ids[at + 1]];
    if (at === LINKS - 1) await withoutPhones(keptId);
    merges.push(await merged(admin, { keptId, mergedId }));
  }
  const end = ids.at(-1) ?? 0;
  for (const id of ids) assertEquals(await resolveContactId(kv, id), end);
  // Actions follow too, whatever the length.
  await addNote(admin, ids[0] ?? 0, "To whom it may concern");
  assertEquals((await belongingsOf(kv, end)).notes, 1);
  await assertSound(kv);
  for (const merge of merges.toReversed()) await unmergeContacts(admin, merge.id);
  for (const id of ids) assertEquals(await resolveContactId(kv, id), id);
  await assertSound(kv);

  async function withoutPhones(id: number) {
    const contact = await requireContact(kv, id);
    await editContact(admin, id, contact.revision, { ...contactInput(contact), phones: [] });
  }
});

Deno.test("a message to an old address at any step of a merge and of its undoing arrives once, where it belongs", async () => {
  const { kv, deps } = await start();
  using _ = kv;
  const channel = await storedChannel(deps, { type: "email" });
  const pair = await aCouple(deps);
  const write = () => receive(deps, channel, aMessage({ email: "sh@example.org" }));
  const first = await write();
  await giveMany(kv, pair.mergedId, 450);
  let written = 1;
  // Step by step: there, and back again.
  const stepwise = async (id: string, expected: number) => {
    for (let steps = 0;; steps++) {
      const answer = await write();
      written++;
      assertEquals([answer.contactId, answer.conversationId], [expected, first.conversationId]);
      const { state } = await takeMergeStep(kv, id);
      if (state === "done" || state === "undone") return assert(steps >= 6);
    }
  };
  const order = { ...pair, choices: {}, revisions: { kept: 1, merged: 1 } };
  await decidedOnly(kv, (kv) => mergeContacts(actingAs({ ...deps, kv }, ADMIN), order));
  const merge = (await findMergeOf(kv, pair.mergedId))?.id ?? "";
  await stepwise(merge, pair.keptId);
  await decidedOnly(kv, (kv) => unmergeContacts(actingAs({ ...deps, kv }, ADMIN), merge));
  await stepwise(merge, pair.mergedId);
  await resumeMerges(deps);
  const own = await belongingsOf(kv, pair.mergedId);
  assertEquals([own.counted, own.conversations], [451, 451]);
  const { items } = await listContactConversations(kv, pair.mergedId, { limit: 500 });
  assertEquals(items.find(({ id }) => id === first.conversationId)?.messageCount, written);
  await assertSound(kv);
});

Deno.test("contacts of a merge that is not finished are in no other and are not deleted, until it is", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const pair = await aCouple(deps, { merged: { conversations: 1 } });
  const third = await made(deps, { name: "Third" });
  const order = { ...pair, choices: {}, revisions: { kept: 1, merged: 1 } };
  await decidedOnly(kv, (kv) => mergeContacts(actingAs({ ...deps, kv }, ADMIN), order));
  await assertRejects(() => deleteContact(admin, pair.keptId), ConflictError);
  const waiting = actingAs({ ...deps, background: () => {} }, ADMIN);
  for (const [keptId, mergedId] of [[pair.keptId, third.id], [third.id, pair.keptId]]) {
    const other = { keptId: keptId ?? 0, mergedId: mergedId ?? 0 };
    const { problems } = await assertRejects(() => merged(waiting, other), InputError);
    assertEquals(problems["form"], { code: "merge_busy", params: { contactId: pair.keptId } });
  }
  // Whoever is refused has it gone on with.
  const next = { keptId: pair.keptId, mergedId: third.id };
  await assertRejects(() => merged(admin, next), InputError);
  await deps.settle();
  assertEquals((await merged(admin, next)).state, "done");
});

Deno.test("an edit that races with a merge is in the result or refused, never lost", async () => {
  const { kv, deps, admin } = await start();
  using _ = kv;
  const outcomes = { edited: 0, refused: 0 };
  for (let call = 0; call < 25; call++) {
    const name = `Raced ${call}`;
    const kept = await made(deps, { name: "Kept", emails: [`k${call}@example.com`] });
    const other = await made(deps, { name, emails: [`m${call}@example.com`] });
    const order = {
      keptId: kept.id,
      mergedId: other.id,
      choices: {},
      revisions: { kept: 1, merged: 1 },
    };
    const edit = (id: number) =>
      editContact(admin, id, 1, { ...contactInput(id === kept.id ? kept : other), name: "Edited" });
    const id = call % 2 === 0 ? kept.id : other.id;
    const slow = interruptedKv(
      kv,
      (at) => at === call ? edit(id).catch(() => {}) : Promise.resolve(),
    );
    const acting = { ...admin, deps: { ...deps, kv: slow.kv } };
    const merge = await mergeContacts(acting, order).then(() => true, (error) => {
      assert(error instanceof KartkaError, String(error));
      return false;
    });
    const owner = await findContactIdByEmail(kv, `m${call}@example.com`);
    assertEquals(owner, merge ? kept.id : other.id);
    const edited = (await requireContact(kv, await resolveContactId(kv, id))).name === "Edited";
    // Refused because of the edit, or merged before it.
    if (!merge) assert(edited);
    outcomes[merge ? "edited" : "refused"]++;
  }
  assert(outcomes.edited > 0 && outcomes.refused > 0, JSON.stringify(outcomes));
  await resumeMerges(deps);
  await assertSound(kv);
});

Deno.test("answers, closings and notes between any two reads of a merge end up with the kept contact", async () => {
  for (let call = 0; call < 40; call += 3) {
    const { kv, deps, admin } = await start();
    using _ = kv;
    const channel = await storedChannel(deps, { type: "email" });
    const pair = await aCouple(deps, { merged: { notes: 2 } });
    const { conversationId } = await receive(
      deps,
      channel,
      aMessage({ email: "sh@example.org" }),
    );
    const conversation = conversationId ?? "";
    assertEquals(await ownerOf(kv, conversation), pair.mergedId);
    const disturb = async () => {
      await sendMessage(admin, conversation, { text: "Hello" });
      await setConversationStatus(admin, conversation, { status: "closed" });
      await addNote(admin, pair.mergedId, "In between");
    };
    const slow = interruptedKv(kv, (at) => at === call ? disturb() : Promise.resolve());
    const acting = { ...admin, deps: { ...deps, kv: slow.kv } };
    const order = {
      keptId: pair.keptId,
      mergedId: pair.mergedId,
      choices: {},
      revisions: { kept: 1, merged: 1 },
    };
    const merge = await mergeContacts(acting, order);
    if (slow.calls() <= call) await disturb();
    await resumeMerges(deps);
    assertEquals(merge.keptId, pair.keptId);
    const notes = (await belongingsOf(kv, pair.keptId)).notes;
    assertEquals(notes, 3);
    assertEquals(await ownerOf(kv, conversation), pair.keptId);
    await assertSound(kv);
  }
});

async function ownerOf(kv: Deno.Kv, id: string): Promise<number> {
  return (await findConversation(kv, id))?.contactId ?? 0;
}
