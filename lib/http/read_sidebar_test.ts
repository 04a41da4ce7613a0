import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { deleteTag } from "@/lib/actions/delete_tag.ts";
import { restoreTag } from "@/lib/actions/restore_tag.ts";
import type { FilterTree } from "@/lib/domain/filter/tree.ts";
import type { Segment } from "@/lib/domain/segment.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { ADMIN, AGENT, aNamed, anInput, aSegment, aTag } from "@/tests/support/cast.ts";
import { actingAs, NOON, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { readSidebar, shownSegments, SIDEBAR_SEGMENTS_MAX } from "./read_sidebar.ts";

function sidebarOf(deps: TestDeps, principal: Principal) {
  const viewer = { nowMs: deps.now(), timeZone: deps.timeZone };
  return readSidebar({ ...deps, principal, ...viewer }, null);
}

function tagged(...ids: string[]): FilterTree {
  return { match: "all", rules: [{ field: "tags", op: "any", values: ids }] };
}

function named(kind: string, count: number): Segment[] {
  const rest = { createdAtMs: NOON, usedAtMs: null, revision: 1, deletedAtMs: null };
  return Array.from({ length: count }, (_, at) => {
    return { ...aSegment(), ...rest, ownerId: AGENT.id, id: `${kind}${at}` };
  });
}

function shown(sharedCount: number, personalCount: number, currentId: string | null = null) {
  const lists = { shared: named("s", sharedCount), personal: named("p", personalCount) };
  return shownSegments(lists, currentId).map(({ id }) => id);
}

Deno.test("the sidebar's counts are right at once after a change", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv, openContactIndex(kv));
  const agent = actingAs(deps, AGENT);
  await createSegment(agent, aSegment());
  await createContact(agent, anInput());
  assertEquals((await sidebarOf(deps, AGENT)).segments.map(({ count }) => count), [0]);
  await createContact(agent, aNamed("Taras"));
  const { contactCount, segments } = await sidebarOf(deps, AGENT);
  assertEquals([contactCount, ...segments.map(({ count }) => count)], [2, 1]);
  const elsewhere = { ...deps, index: openContactIndex(kv) };
  assertEquals((await sidebarOf(elsewhere, AGENT)).segments[0]?.count, 1);
});

Deno.test("a segment on a deleted tag is flagged, and is as it was when the tag is back", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv, openContactIndex(kv));
  const admin = actingAs(deps, ADMIN);
  const { id } = await createTag(admin, aTag());
  const { rules } = tagged(id);
  const both: FilterTree = { match: "all", rules: [...rules, ...aSegment().filter.rules] };
  await createSegment(admin, aSegment({ name: "a", filter: tagged(id) }));
  await createSegment(admin, aSegment({ name: "b", filter: both }));
  await createContact(admin, { ...aNamed("Olena"), tagIds: [id] });
  await createContact(admin, aNamed("Taras"));
  const seen = async () =>
    (await sidebarOf(deps, ADMIN)).segments.map(({ count, flaw }) => [count, flaw]);
  assertEquals(await seen(), [[1, null], [1, null]]);
  await deleteTag(admin, id);
  assertEquals(await seen(), [[0, "ignores"], [2, "ignores"]]);
  await restoreTag(admin, id);
  assertEquals(await seen(), [[1, null], [1, null]]);
});

Deno.test("agents are told nothing about a hidden tag: neither its segments nor its counts", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv, openContactIndex(kv));
  const admin = actingAs(deps, ADMIN);
  const { id } = await createTag(admin, aTag({ visibleToAgents: false }));
  await createSegment(admin, aSegment({ shared: true, filter: tagged(id) }));
  await createContact(admin, { ...aNamed("Olena"), tagIds: [id] });
  assertEquals((await sidebarOf(deps, ADMIN)).segments.map(({ count }) => count), [1]);
  assertEquals((await sidebarOf(deps, AGENT)).segments, []);
});

Deno.test("the sidebar has room for twelve, and leaves some of it to one's own", () => {
  assertEquals(shown(2, 1), ["s0", "s1", "p0"]);
  assertEquals(shown(20, 0).length, SIDEBAR_SEGMENTS_MAX);
  assertEquals(shown(20, 9).slice(7), ["s7", "p0", "p1", "p2", "p3"]);
  assertEquals(shown(3, 20).length, SIDEBAR_SEGMENTS_MAX);
});

Deno.test("the open segment is shown even where there is no room for all", () => {
  assertEquals(shown(20, 0, "s15").at(-1), "s15");
  assertEquals(shown(20, 0, "s3").length, SIDEBAR_SEGMENTS_MAX);
  assertEquals(shown(20, 0, "gone").length, SIDEBAR_SEGMENTS_MAX);
});
