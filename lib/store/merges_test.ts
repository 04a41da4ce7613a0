import { assertEquals, assertRejects } from "@std/assert";
import { unmergePreview } from "@/lib/actions/unmerge_contacts.ts";
import { UNDO_MS } from "@/lib/domain/merge.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { aCouple, assertVerified, made, merged } from "@/tests/support/merges.ts";
import { requireMergeRecords, sweepMerges } from "./merges.ts";
import { resolveContactId } from "./redirects.ts";

Deno.test("sweepMerges() forgets the records of merges that are too old, and nothing else of them", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  const pair = await aCouple(deps);
  const old = await merged(admin, pair);
  deps.pass(1000);
  const third = await made(deps, { name: "Third" });
  const young = await merged(admin, { keptId: pair.keptId, mergedId: third.id });
  assertEquals(await sweepMerges(kv, old.atMs + UNDO_MS - 1), 0);
  assertEquals(await sweepMerges(kv, old.atMs + UNDO_MS), 1);
  await assertRejects(() => requireMergeRecords(kv, old.id), NotFoundError);
  await requireMergeRecords(kv, young.id);
  assertEquals(await resolveContactId(kv, pair.mergedId), pair.keptId);
  const { problem } = await unmergePreview(kv, old.id, old.atMs + UNDO_MS);
  assertEquals(problem?.code, "unmerge_old");
  await assertVerified(kv);
});
