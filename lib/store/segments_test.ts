import { assertEquals, assertRejects } from "@std/assert";
import { PERSONAL_SEGMENTS_MAX, type Segment, SHARED_SEGMENTS_MAX } from "@/lib/domain/segment.ts";
import { InputError, NotFoundError } from "@/lib/errors.ts";
import { ADMIN, AGENT, anId, aSegment } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { faultyKv, keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { saveChange } from "./change.ts";
import { segmentKey } from "./keys/workspace.ts";
import {
  findSegment,
  listSegments,
  listVisibleSegments,
  requireSegmentIn,
  stageSegment,
  stageSegmentUse,
} from "./segments.ts";

const OTHER = { id: "01OTHER0000000000000000000", role: "agent" } as const;

function stored(changes: Partial<Segment> = {}): Segment {
  const rest = { createdAtMs: NOON, usedAtMs: null, revision: 1, deletedAtMs: null };
  return { ...aSegment(), ...rest, id: anId(), ownerId: AGENT.id, ...changes };
}

async function create(kv: Deno.Kv, changes: Partial<Segment> = {}): Promise<Segment> {
  const segment = stored(changes);
  await saveChange(kv, (change) => stageSegment(change, null, segment));
  return segment;
}

function edit(kv: Deno.Kv, { id, ownerId }: Segment, changes: Partial<Segment>): Promise<void> {
  return saveChange(kv, async (change) => {
    const before = await requireSegmentIn(change, { id: ownerId, role: "agent" }, id);
    await stageSegment(change, before, { ...before, ...changes });
  });
}

function names(segments: readonly Segment[]): string[] {
  return segments.map(({ name }) => name);
}

Deno.test("listVisibleSegments() gives the shared and one's own by name, and sees changes at once", async () => {
  using kv = await memoryKv();
  const b = await create(kv, { name: "b" });
  await create(kv, { name: "A" });
  await create(kv, { name: "theirs", ownerId: OTHER.id });
  await create(kv, { name: "all", shared: true, ownerId: ADMIN.id });
  const { shared, personal } = await listVisibleSegments(kv, AGENT);
  assertEquals([names(shared), names(personal)], [["all"], ["A", "b"]]);
  await edit(kv, b, { name: "0" });
  assertEquals(names((await listVisibleSegments(kv, AGENT)).personal), ["0", "A"]);
  await edit(kv, b, { deletedAtMs: NOON });
  assertEquals(names((await listVisibleSegments(kv, AGENT)).personal), ["A"]);
  assertEquals((await listSegments(kv, AGENT.id)).personal.length, 2); // to restore
});

Deno.test("the lists are read once while nothing changes", async () => {
  using kv = await memoryKv();
  await create(kv);
  const [first, second] = [await listSegments(kv, AGENT.id), await listSegments(kv, AGENT.id)];
  assertEquals(first.personal === second.personal, true);
  const elsewhere = await listSegments(faultyKv(kv).kv, AGENT.id);
  assertEquals(elsewhere.personal === first.personal, false); // another process has its own
});

Deno.test("another's personal segment is as if it did not exist, for admins too", async () => {
  using kv = await memoryKv();
  const { id } = await create(kv);
  assertEquals((await findSegment(kv, AGENT, id))?.id, id);
  for (const principal of [OTHER, ADMIN]) {
    assertEquals(await findSegment(kv, principal, id), null);
    await assertRejects(
      () => saveChange(kv, (change) => requireSegmentIn(change, principal, id)),
      NotFoundError,
    );
  }
});

Deno.test("a name is unique ignoring case among the shared, and among one's own", async () => {
  using kv = await memoryKv();
  await create(kv, { name: "Борг" });
  const error = await assertRejects(() => create(kv, { name: "БОРГ" }), InputError);
  assertEquals(error.problems, { name: { code: "segment_name_taken" } });
  await create(kv, { name: "борг", ownerId: OTHER.id });
  await create(kv, { name: "борг", shared: true });
  await assertRejects(() => create(kv, { name: "борГ", shared: true }), InputError);
});

Deno.test("of two segments created with one name at once one succeeds", async () => {
  using kv = await memoryKv();
  const results = await Promise.allSettled([1, 2, 3].map(() => create(kv, { name: "x" })));
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
  assertEquals((await listSegments(kv, AGENT.id)).personal.length, 1);
});

Deno.test("sharing moves the segment, and a name taken there keeps it where it is", async () => {
  using kv = await memoryKv();
  const mine = await create(kv, { name: "x" });
  const theirs = await create(kv, { name: "X", shared: true, ownerId: ADMIN.id });
  await assertRejects(() => edit(kv, mine, { shared: true }), InputError);
  await edit(kv, theirs, { name: "y" });
  await edit(kv, mine, { shared: true });
  assertEquals(await keysUnder(kv, [1, "segment", AGENT.id]), []);
  assertEquals(names((await listSegments(kv, OTHER.id)).shared), ["x", "y"]);
  await edit(kv, mine, { shared: false });
  assertEquals(await findSegment(kv, OTHER, mine.id), null);
  assertEquals(names((await listSegments(kv, AGENT.id)).personal), ["x"]);
});

Deno.test("a deleted segment frees its name and cannot come back while another has it", async () => {
  using kv = await memoryKv();
  const old = await create(kv, { name: "x" });
  await edit(kv, old, { deletedAtMs: NOON });
  const young = await create(kv, { name: "x" });
  await assertRejects(() => edit(kv, old, { deletedAtMs: null }), InputError);
  await edit(kv, young, { name: "y" });
  await edit(kv, old, { deletedAtMs: null });
  assertEquals(names((await listVisibleSegments(kv, AGENT)).personal), ["x", "y"]);
});

Deno.test("there are at most 200 shared and 100 personal segments, deleted ones not counted", async () => {
  using kv = await memoryKv();
  for (
    const [shared, max] of [[true, SHARED_SEGMENTS_MAX], [false, PERSONAL_SEGMENTS_MAX]] as const
  ) {
    for (let at = 0; at < max - 1; at++) {
      const segment = stored({ name: `s${at}`, shared });
      await kv.set(segmentKey(shared ? "shared" : AGENT.id, segment.id), segment);
    }
    const deleted = await create(kv, { name: "deleted", shared });
    await edit(kv, deleted, { deletedAtMs: NOON });
    const late = await Promise.allSettled(["a", "b"].map((name) => create(kv, { name, shared })));
    assertEquals(late.filter(({ status }) => status === "fulfilled").length, 1);
    const full = {
      form: { code: shared ? "segments_full" : "segments_full_own", params: { max } },
    };
    const error = await assertRejects(() => create(kv, { name: "more", shared }), InputError);
    assertEquals(error.problems, full);
    const back = await assertRejects(() => edit(kv, deleted, { deletedAtMs: null }), InputError);
    assertEquals(back.problems, full);
  }
  await create(kv, { name: "elsewhere", ownerId: OTHER.id });
});

Deno.test("of the deleted segments the last ones are kept, as many as there may be living ones", async () => {
  using kv = await memoryKv();
  for (let at = 0; at < PERSONAL_SEGMENTS_MAX; at++) {
    const segment = stored({ name: `s${at}`, deletedAtMs: NOON + at });
    await kv.set(segmentKey(AGENT.id, segment.id), segment);
  }
  const last = await create(kv, { name: "last" });
  await edit(kv, last, { deletedAtMs: NOON - 1 }); // a clock that went back: the one just deleted stays
  const kept = names((await listSegments(kv, AGENT.id)).personal);
  assertEquals([kept.length, kept.includes("last"), kept.includes("s0")], [100, true, false]);
});

Deno.test("use changes neither name nor revision, and shows at once", async () => {
  using kv = await memoryKv();
  const segment = await create(kv);
  await listSegments(kv, AGENT.id);
  await saveChange(kv, (change) => stageSegmentUse(change, segment, NOON + 1));
  const { personal } = await listSegments(kv, AGENT.id);
  assertEquals(personal, [{ ...segment, usedAtMs: NOON + 1 }]);
});
