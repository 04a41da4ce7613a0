import { assertEquals } from "@std/assert";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { unmergeContacts } from "@/lib/actions/unmerge_contacts.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { Crash, faultyKv, memoryKv } from "@/tests/support/kv.ts";
import { aCouple, belongingsOf, decidedOnly, merged } from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { contactKey } from "./keys/contacts.ts";
import {
  contactMergeKey,
  mergedKey,
  mergeLockKey,
  mergeRecordKey,
  openMergeKey,
} from "./keys/merges.ts";
import { takeMergeStep } from "./merge_steps.ts";
import { listOpenMergeIds } from "./merges.ts";
import { verify } from "./verify.ts";

async function problemsOf(kv: Deno.Kv, fix = false): Promise<string[]> {
  const messages: string[] = [];
  await verify(kv, { fix, report: ({ message }) => messages.push(message) });
  return messages;
}

async function aMerge() {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  const pair = await aCouple(deps, { merged: { notes: 2, conversations: 2 } });
  return { kv, pair, merge: await merged(actingAs(deps, ADMIN), pair) };
}

/** A merge that died right after it was decided. */
async function anOpenMerge() {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  const pair = await aCouple(deps, {
    kept: { conversations: 1 },
    merged: { notes: 2, conversations: 2 },
  });
  const dying = testDeps(faultyKv(kv, (commit) => commit === 1 ? "crash_before" : null).kv);
  const order = { ...pair, choices: {}, revisions: { kept: 1, merged: 1 } };
  await mergeContacts(actingAs(dying, ADMIN), order).catch((error) => {
    if (!(error instanceof Crash)) throw error;
  });
  const [id = ""] = await listOpenMergeIds(kv);
  return { kv, pair, id };
}

Deno.test("verify finds and restores what a merge has lost", async () => {
  const { kv, pair, merge: { id } } = await aMerge();
  using _ = kv;
  await kv.delete(mergedKey(pair.mergedId));
  await kv.delete(contactMergeKey(pair.keptId, id));
  assertEquals(await problemsOf(kv, true), [
    `Merge ${id}: redirect is missing; listing is missing`,
  ]);
  await assertSound(kv);
});

Deno.test("verify finds and takes away locks and signs that no merge has", async () => {
  const { kv, pair, merge: { id } } = await aMerge();
  using _ = kv;
  await kv.set(openMergeKey(id), 0);
  await kv.set(mergeLockKey(pair.keptId), id);
  await kv.set(mergeRecordKey("01NONE", "kept"), {});
  await kv.set(mergedKey(99), { intoId: pair.keptId, mergeId: "01NONE" });
  assertEquals((await problemsOf(kv, true)).toSorted(), [
    "Stray lock of a merge of Merge " + `${id}: no record has it`,
    "Stray record of a merge of Merge 01NONE: no record has it",
    "Stray redirect of Merge 01NONE: no record has it",
    `Stray sign of an unfinished merge of Merge ${id}: no record has it`,
  ]);
  await assertSound(kv);
});

Deno.test("verify finds a contact that was merged and is there", async () => {
  const { kv, pair } = await aMerge();
  using _ = kv;
  await kv.set(contactKey(pair.mergedId), 0);
  assertEquals(
    (await problemsOf(kv)).includes(`Contact ${pair.mergedId} was merged, and is there`),
    true,
  );
});

Deno.test("verify leaves alone what an unfinished merge has still to move, also when it repairs", async () => {
  const { kv, pair, id } = await anOpenMerge();
  using _ = kv;
  for (;;) {
    assertEquals(await problemsOf(kv, true), []);
    if ((await takeMergeStep(kv, id)).state === "done") break;
  }
  const own = await belongingsOf(kv, pair.keptId);
  assertEquals([own.notes, own.conversations], [2, 3]);
  await decidedOnly(kv, (kv) => unmergeContacts(actingAs(testDeps(kv), ADMIN), id));
  for (;;) {
    assertEquals(await problemsOf(kv), []);
    if ((await takeMergeStep(kv, id)).state === "undone") break;
  }
  await assertSound(kv);
});
