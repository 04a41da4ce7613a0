import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { saveChange } from "@/lib/store/change.ts";
import { countPairs, listPairs } from "@/lib/store/duplicate_pairs.ts";
import { areKeysCurrent } from "@/lib/store/duplicate_rekey.ts";
import { DUPLICATE_RULES_KEY } from "@/lib/store/duplicate_rows.ts";
import { workOnDuplicates } from "@/lib/store/duplicate_work.ts";
import { duplicateKey } from "@/lib/store/keys/duplicates.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { stageSetUp } from "@/lib/store/users.ts";
import { verify } from "@/lib/store/verify.ts";
import { ADMIN, aNamed } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { Crash, faultyKv, keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";

/** A workspace as it was before: contacts, and either no keys or those of other rules. */
async function openOld(count: number, stale: Deno.KvKey[] = []) {
  const kv = await memoryKv();
  const acting = actingAs(testDeps(kv), ADMIN);
  for (let at = 0; at < count; at++) {
    const phone = `06700000${String(at % 5).padStart(2, "0")} ${at}#`;
    await createContact(acting, { ...aNamed(`Олена Шевченко${at % 5}`), phones: [phone] });
  }
  for (const range of ["dup", "dup_todo"] as const) {
    for (const key of await keysUnder(kv, rangePrefix(range))) await kv.delete(key);
  }
  for (const key of stale) await kv.set(key, 0);
  return { kv, acting };
}

function work({ deps }: Acting, kv = deps.kv, contactsMax = 10_000) {
  return workOnDuplicates(kv, { leaseMs: 1000, now: deps.now, contactsMax });
}

async function assertWhole(acting: Acting): Promise<void> {
  const { kv } = acting.deps;
  await assertSound(kv);
  assertEquals(await areKeysCurrent(kv), true);
  assertEquals((await listPairs(kv, { after: null, limit: 100 })).length, await countPairs(kv));
}

Deno.test("an old workspace gets its keys and its queue without anybody's doing", async () => {
  const { kv, acting } = await openOld(10);
  using _ = kv;
  assertEquals((await verify(kv, { fix: false })).differences, 10);
  await work(acting);
  await assertWhole(acting);
  assertEquals(await countPairs(kv), 5);
  assertEquals(await work(acting), { contacts: 0, more: false });
});

Deno.test("a new workspace has today's keys from its first contact on, with nothing to be made anew", async () => {
  using kv = await memoryKv();
  const acting = actingAs(testDeps(kv), ADMIN);
  await saveChange(kv, (change) => stageSetUp(change, { ...ADMIN, createdAtMs: NOON }));
  await createContact(acting, { ...aNamed("Олена"), emails: ["olena@example.com"] });
  await assertWhole(acting);
});

Deno.test("keys of older rules go, and those of contacts that are gone", async () => {
  const stale = [duplicateKey("phone", "111", 1), duplicateKey("name", "x y", 999)];
  const { kv, acting } = await openOld(10, stale);
  using _ = kv;
  await kv.set(DUPLICATE_RULES_KEY, { rules: 1, step: "done", afterId: 0 });
  await deleteContact(acting, 2);
  await work(acting);
  await assertWhole(acting);
  assertEquals(await countPairs(kv), 4);
});

Deno.test("a worker that dies at any commit of it leaves what the next one finishes", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    for (let at = 0; at < 12; at++) {
      const { kv, acting } = await openOld(10, [duplicateKey("phone", "111", 1)]);
      using _ = kv;
      const crashing = faultyKv(kv, (commit) => commit === at ? fault : null);
      await work(acting, crashing.kv).catch((error) => {
        if (!(error instanceof Crash)) throw error;
      });
      const later = { ...acting, deps: { ...acting.deps, now: () => acting.deps.now() + 2000 } };
      await work(later);
      await assertWhole(later);
      assertEquals(await countPairs(kv), 5);
    }
  }
});

Deno.test("much is done in parts, each by whoever comes next", async () => {
  const { kv, acting } = await openOld(1000);
  using _ = kv;
  let calls = 0;
  for (let more = true; more; calls++) more = (await work(acting, kv, 20)).more;
  assertEquals(calls, 3);
  await assertWhole(acting);
});

Deno.test("the longest names there are do not stop it", async () => {
  const kv = await memoryKv();
  using _ = kv;
  const acting = actingAs(testDeps(kv), ADMIN);
  for (let at = 0; at < 7; at++) {
    const name = `${"字".repeat(40)} ${"界".repeat(40)}${at} ${"龍".repeat(40)}`;
    const emails = ["a", "b", "c"].map((one) => `${one}${at}@${`${one.repeat(60)}.`.repeat(3)}ua`);
    await createContact(acting, { ...aNamed(name), emails });
  }
  await work(acting);
  await assertWhole(acting);
});
