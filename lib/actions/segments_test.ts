import { assertEquals, assertRejects } from "@std/assert";
import type { Principal } from "@/lib/domain/user.ts";
import { ConflictError, ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { findSegment, listSegments } from "@/lib/store/segments.ts";
import { ADMIN, AGENT, aSegment } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { Crash, faultyKv, keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { createSegment } from "./create_segment.ts";
import { deleteSegment } from "./delete_segment.ts";
import { editSegment } from "./edit_segment.ts";
import { noteSegmentUse } from "./note_segment_use.ts";
import { restoreSegment } from "./restore_segment.ts";

const OTHER: Principal = { id: "01OTHER0000000000000000000", role: "agent" };
const HOUR_MS = 3_600_000;

Deno.test("an agent saves, renames, deletes and restores a segment of their own", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const { id, ownerId } = await createSegment(agent, aSegment({ name: " Mine " }));
  assertEquals(ownerId, AGENT.id);
  const renamed = await editSegment(agent, { id, revision: 1, changes: { name: "Other" } });
  assertEquals([renamed.name, renamed.filter, renamed.revision], ["Other", aSegment().filter, 2]);
  assertEquals((await deleteSegment(agent, id)).deletedAtMs, agent.deps.now());
  const late = { id, revision: 3, changes: { name: "Late" } };
  await assertRejects(() => editSegment(agent, late), NotFoundError);
  assertEquals(await findSegment(kv, AGENT, id), null);
  await restoreSegment(agent, id);
  assertEquals((await findSegment(kv, AGENT, id))?.name, "Other");
});

Deno.test("agents neither share nor change what is shared", async () => {
  using kv = await memoryKv();
  const [admin, agent] = [actingAs(testDeps(kv), ADMIN), actingAs(testDeps(kv), AGENT)];
  const shared = await createSegment(admin, aSegment({ shared: true }));
  const own = await createSegment(agent, aSegment());
  const before = await keysUnder(kv, rangePrefix("segment"));
  const rename = { id: shared.id, revision: 1, changes: { name: "Mine" } };
  const share = { id: own.id, revision: 1, changes: { shared: true } };
  await assertRejects(() => createSegment(agent, aSegment({ shared: true })), ForbiddenError);
  await assertRejects(() => editSegment(agent, rename), ForbiddenError);
  const take = { id: shared.id, revision: 1, changes: { shared: false } };
  await assertRejects(() => editSegment(agent, share), ForbiddenError);
  await assertRejects(() => editSegment(agent, take), ForbiddenError);
  await assertRejects(() => deleteSegment(agent, shared.id), ForbiddenError);
  await deleteSegment(admin, shared.id);
  await assertRejects(() => restoreSegment(agent, shared.id), ForbiddenError);
  await restoreSegment(admin, shared.id);
  assertEquals(await keysUnder(kv, rangePrefix("segment")), before);
  assertEquals((await findSegment(kv, AGENT, shared.id))?.name, shared.name);
});

Deno.test("another's personal segment is not there, for changes as for reading", async () => {
  using kv = await memoryKv();
  const { id } = await createSegment(actingAs(testDeps(kv), AGENT), aSegment());
  for (const principal of [OTHER, ADMIN]) {
    const acting = actingAs(testDeps(kv), principal);
    const edit = { id, revision: 1, changes: { name: "Taken" } };
    await assertRejects(() => editSegment(acting, edit), NotFoundError);
    await assertRejects(() => deleteSegment(acting, id), NotFoundError);
    await assertRejects(() => restoreSegment(acting, id), NotFoundError);
  }
});

Deno.test("an admin shares a segment of their own and takes it back", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const { id } = await createSegment(admin, aSegment());
  await editSegment(admin, { id, revision: 1, changes: { shared: true } });
  assertEquals((await findSegment(kv, AGENT, id))?.id, id);
  await editSegment(admin, { id, revision: 2, changes: { shared: false } });
  assertEquals(await findSegment(kv, AGENT, id), null);
});

Deno.test("an edit of an older revision is refused, and use is no edit", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const segment = await createSegment(agent, aSegment());
  const { id } = segment;
  await noteSegmentUse(agent, segment);
  await editSegment(agent, { id, revision: 1, changes: { name: "First" } });
  const second = { id, revision: 1, changes: { name: "Second" } };
  await assertRejects(() => editSegment(agent, second), ConflictError);
  assertEquals((await findSegment(kv, AGENT, id))?.name, "First");
});

Deno.test("deleting and restoring twice changes nothing more", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const { id } = await createSegment(agent, aSegment());
  assertEquals(await deleteSegment(agent, id), await deleteSegment(agent, id));
  assertEquals(await restoreSegment(agent, id), await restoreSegment(agent, id));
});

Deno.test("a restored segment whose name is taken is a problem of its name", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const old = await createSegment(agent, aSegment());
  await deleteSegment(agent, old.id);
  await createSegment(agent, aSegment({ name: "NO PHONE" }));
  const error = await assertRejects(() => restoreSegment(agent, old.id), InputError);
  assertEquals(error.problems, { name: { code: "segment_name_taken" } });
});

Deno.test("use is noted at most hourly, and not for a segment deleted meanwhile", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const agent = actingAs(deps, AGENT);
  const { id } = await createSegment(agent, aSegment());
  const noted = async () => {
    const [segment] = (await listSegments(kv, AGENT.id)).personal;
    if (segment) await noteSegmentUse(agent, segment);
    return (await listSegments(kv, AGENT.id)).personal[0]?.usedAtMs;
  };
  const first = deps.now();
  assertEquals(await noted(), first);
  deps.pass(HOUR_MS - 1);
  assertEquals(await noted(), first);
  deps.pass(1);
  assertEquals(await noted(), first + HOUR_MS);
  deps.pass(HOUR_MS);
  await deleteSegment(agent, id);
  assertEquals(await noted(), first + HOUR_MS);
});

Deno.test("a crash around the commit leaves a segment whole or not there, in one scope only", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    using kv = await memoryKv();
    const { id } = await createSegment(actingAs(testDeps(kv), ADMIN), aSegment());
    const broken = actingAs(testDeps(faultyKv(kv, () => fault).kv), ADMIN);
    const share = { id, revision: 1, changes: { shared: true } };
    await assertRejects(() => editSegment(broken, share), Crash);
    const { shared, personal } = await listSegments(kv, ADMIN.id);
    const expected = fault === "crash_after" ? [1, 0] : [0, 1];
    assertEquals([shared.length, personal.length], expected);
  }
});
