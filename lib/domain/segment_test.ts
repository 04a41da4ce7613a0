import { assert, assertEquals, assertFalse } from "@std/assert";
import { ADMIN, AGENT, anId, aSegment, aTag } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import type { FilterTree } from "./filter/tree.ts";
import { asksAboutHidden, isVisible, type Segment, segmentSchema } from "./segment.ts";
import { mayChangeSegment } from "./segment_access.ts";
import type { Tag } from "./tag.ts";

const HIDDEN: Tag = {
  ...aTag({ visibleToAgents: false }),
  id: anId(),
  color: "red",
  deletedAtMs: null,
  createdAtMs: NOON,
  revision: 1,
};
const ASKS: FilterTree = {
  match: "any",
  rules: [
    { field: "phone", op: "empty", values: [] },
    { match: "all", rules: [{ field: "tags", op: "none", values: ["01OTHER", HIDDEN.id] }] },
  ],
};

function stored(changes: Partial<Segment>): Segment {
  const rest = { createdAtMs: NOON, usedAtMs: null, revision: 1, deletedAtMs: null };
  return { ...aSegment(), ...rest, id: anId(), ownerId: AGENT.id, ...changes };
}

Deno.test("a personal segment is its owner's alone, also from admins", () => {
  const segment = stored({});
  assert(isVisible(segment, AGENT, []));
  assertFalse(isVisible(segment, ADMIN, []));
  assertFalse(isVisible(segment, { ...AGENT, id: "another" }, []));
});

Deno.test("a shared segment is everyone's, a deleted one nobody's", () => {
  const segment = stored({ shared: true, ownerId: ADMIN.id });
  assert(isVisible(segment, AGENT, []));
  assertFalse(isVisible({ ...segment, deletedAtMs: NOON }, ADMIN, []));
});

Deno.test("who has a hidden tag is not told to agents by a shared segment", () => {
  const segment = stored({ shared: true, ownerId: ADMIN.id, filter: ASKS });
  assert(isVisible(segment, ADMIN, [HIDDEN]));
  assertFalse(isVisible(segment, AGENT, [HIDDEN]));
  assertFalse(isVisible(segment, AGENT, [{ ...HIDDEN, deletedAtMs: NOON }]));
  assert(isVisible(segment, AGENT, [{ ...HIDDEN, visibleToAgents: true }]));
});

Deno.test("asksAboutHidden() looks into groups", () => {
  assert(asksAboutHidden(ASKS, [HIDDEN]));
  assertFalse(asksAboutHidden({ ...ASKS, rules: ASKS.rules.slice(0, 1) }, [HIDDEN]));
});

Deno.test("a stored segment comes back as it was, groups included", () => {
  const segment = stored({ filter: ASKS });
  assertEquals(segmentSchema.parse(structuredClone(segment)), segment);
});

Deno.test("shared segments are changed by admins, one's own by anyone", () => {
  assertEquals([true, false].map((shared) => mayChangeSegment(AGENT, { shared })), [false, true]);
  assertEquals([true, false].map((shared) => mayChangeSegment(ADMIN, { shared })), [true, true]);
});
