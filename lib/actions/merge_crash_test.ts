// A merge and its undoing, cut off before and after every commit, and gone on with by another process.
import { assert, assertEquals } from "@std/assert";
import { findContact, requireContact } from "@/lib/store/contacts.ts";
import { listOpenMergeIds } from "@/lib/store/merges.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { Crash, type Fault, faultyKv, memoryKv, snapshot } from "@/tests/support/kv.ts";
import {
  aCouple,
  belongingsOf,
  comparable,
  copyOf,
  giveMany,
  merged,
} from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { blockContact } from "./block_contact.ts";
import { unmergeContacts } from "./unmerge_contacts.ts";
import { resumeMerges } from "./work_on_merges.ts";

const FAULTS: Fault[] = ["crash_before", "crash_after"];
const MANY = 250;

/** A store with a couple that has something of everything, and more conversations than fit one commit. */
async function prepared() {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  const own = { conversations: 2, notes: 3, isPinned: true };
  const pair = await aCouple(deps, { kept: own, merged: own });
  await giveMany(kv, pair.mergedId, MANY);
  const terms = { until: "", reason: "spam", note: "" };
  await blockContact(admin, pair.keptId, { ...terms, preset: "hour" });
  await blockContact(admin, pair.mergedId, { ...terms, preset: "forever" });
  return { kv, admin, pair };
}

/** Runs the work once for each commit that it makes, dying there; returns how many times. */
async function sweep(
  entries: [Deno.KvKey, unknown][],
  { work, check }: {
    work(kv: Deno.Kv): Promise<unknown>;
    check(kv: Deno.Kv): Promise<void>;
  },
): Promise<number> {
  let points = 0;
  for (const fault of FAULTS) {
    for (let at = 0;; at++) {
      using kv = await copyOf(entries);
      const faulty = faultyKv(kv, (commit) => commit === at ? fault : null);
      const error = await work(faulty.kv).then(() => null, (error) => error);
      if (faulty.commits.length <= at) break;
      assert(error instanceof Crash, `died at commit ${at}: ${error}`);
      points++;
      await resumeMerges(testDeps(kv));
      assertEquals(await listOpenMergeIds(kv), []);
      await check(kv);
      await assertSound(kv);
    }
  }
  return points;
}

Deno.test("a merge that dies at any commit is decided or not, and nothing is half-done once it was resumed", async () => {
  const { kv, pair } = await prepared();
  using _ = kv;
  const points = await sweep(await snapshot(kv), {
    work: (kv) => merged(actingAs(testDeps(kv), ADMIN), pair),
    async check(kv) {
      const isMerged = await findContact(kv, pair.mergedId) === null;
      const [kept, other] = await Promise.all([
        belongingsOf(kv, pair.keptId),
        belongingsOf(kv, pair.mergedId),
      ]);
      assertEquals(kept.notes + other.notes, 6);
      assertEquals(kept.counted + other.counted, MANY + 4);
      assertEquals(other.counted, isMerged ? 0 : MANY + 2);
    },
  });
  // Two of conversations, one each of notes, past blocks, events, the decision and the end: before and after.
  assertEquals(points, 14);
});

Deno.test("a parting that dies at any commit ends, once it was resumed, as if there had been no merge", async () => {
  const { kv, admin, pair } = await prepared();
  using _ = kv;
  const before = comparable(await snapshot(kv));
  const merge = await merged(admin, pair, { name: "merged" });
  const points = await sweep(await snapshot(kv), {
    work: (kv) => unmergeContacts(actingAs(testDeps(kv), ADMIN), merge.id),
    async check(kv) {
      if (await findContact(kv, pair.mergedId) === null) {
        assertEquals((await requireContact(kv, pair.keptId)).conversationCount, MANY + 4);
        await unmergeContacts(actingAs(testDeps(kv), ADMIN), merge.id);
      }
      assertEquals(comparable(await snapshot(kv)), before);
    },
  });
  assertEquals(points, 14);
});
