import { assertEquals } from "@std/assert";
import type { Actor, TimelineEvent, WorkspaceEvent } from "@/lib/domain/event.ts";
import { AGENT, anEvent, anId } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { findFirstActivity, listActivity } from "./activity.ts";
import { saveChange } from "./change.ts";
import { stageEvent, stageEventGone, stageWorkspaceEvent } from "./events.ts";
import { rangePrefix } from "./keys/range.ts";

const OLENA: Actor = { kind: "user", userId: AGENT.id };
const TARAS: Actor = { kind: "user", userId: "01TARAS" };

function aRightsEvent(actor: Actor): WorkspaceEvent {
  const told = { kind: "edited", subject: "rights", subjectId: "agent" } as const;
  return { ...told, id: anId(), atMs: NOON, actor, changes: [] };
}

function aBlockEnd(): TimelineEvent {
  return {
    id: anId(),
    contactId: 1,
    atMs: NOON,
    actor: { kind: "system" },
    kind: "block_ended",
    blockId: "01B",
    before: { untilMs: NOON, reason: null, note: "" },
    after: null,
    attempts: 7,
  };
}

async function stored(kv: Deno.Kv, ...events: TimelineEvent[]): Promise<TimelineEvent[]> {
  await saveChange(kv, (change) => events.forEach((event) => stageEvent(change, event)));
  return events;
}

Deno.test("listActivity() gives everyone's events or one user's, newest first, page by page", async () => {
  using kv = await memoryKv();
  const events = await stored(
    kv,
    ...[1, 2, 3, 1, 2].map((id, at) => anEvent(id, { actor: at % 2 === 0 ? OLENA : TARAS })),
  );
  const rights = aRightsEvent(OLENA);
  await saveChange(kv, (change) => stageWorkspaceEvent(change, rights));
  const all = [...events, rights].toReversed();
  const first = await listActivity(kv, { userId: null, kind: null, limit: 4 });
  assertEquals(first, { events: all.slice(0, 4), next: all[3]?.id ?? "" });
  const rest = await listActivity(kv, { userId: null, kind: null, limit: 4, before: first.next });
  assertEquals(rest, { events: all.slice(4), next: null });
  const own = await listActivity(kv, { userId: "01TARAS", kind: null, limit: 1 });
  assertEquals(own, { events: events.slice(3, 4), next: events[3]?.id ?? "" });
  const ownRest = await listActivity(kv, {
    userId: "01TARAS",
    kind: null,
    limit: 1,
    before: own.next,
  });
  assertEquals(ownRest, { events: events.slice(1, 2), next: null });
  assertEquals(await listActivity(kv, { userId: "01NOBODY", kind: null, limit: 9 }), {
    events: [],
    next: null,
  });
});

Deno.test("listActivity() of one kind gives what it gives of all, without the others", async () => {
  using kv = await memoryKv();
  const events = await stored(
    kv,
    ...Array.from(
      { length: 40 },
      (_, at) => at % 5 === 0 ? aBlockEnd() : anEvent(1, { actor: OLENA }),
    ),
  );
  const ends = events.filter(({ kind }) => kind === "block_ended").toReversed();
  const wish = { userId: null, kind: "blocks", limit: 5 } as const;
  const first = await listActivity(kv, wish);
  assertEquals(first, { events: ends.slice(0, 5), next: ends[4]?.id ?? "" });
  const rest = await listActivity(kv, { ...wish, before: first.next });
  assertEquals(rest, { events: ends.slice(5), next: null });
  const own = await listActivity(kv, { userId: AGENT.id, kind: "blocks", limit: 5 });
  assertEquals(own, { events: [], next: null });
  const ownRecords = await listActivity(kv, { userId: AGENT.id, kind: "contacts", limit: 50 });
  assertEquals(ownRecords.events.length, 32);
});

Deno.test("what customers, imports and sample data bring is no activity; a block that ends by itself is", async () => {
  using kv = await memoryKv();
  const actors: Actor[] = [
    { kind: "system" },
    { kind: "channel", channelId: "01C" },
    { kind: "import", userId: AGENT.id, runId: "01R" },
  ];
  await stored(kv, ...actors.map((actor) => anEvent(1, { actor })));
  assertEquals(await findFirstActivity(kv), null);
  assertEquals(await keysUnder(kv, rangePrefix("activity_user")), []);
  const ended = aBlockEnd();
  await stored(kv, ended);
  assertEquals(await findFirstActivity(kv), ended.id);
  assertEquals((await listActivity(kv, { userId: null, kind: null, limit: 9 })).events, [ended]);
});

Deno.test("the activity follows an event to another contact, and forgets one that goes", async () => {
  using kv = await memoryKv();
  const [event = anEvent(7)] = await stored(kv, anEvent(7, { actor: OLENA }));
  const moved = { ...event, contactId: 5 };
  await saveChange(kv, (change) => {
    stageEventGone(change, event);
    stageEvent(change, moved);
  });
  assertEquals((await listActivity(kv, { userId: AGENT.id, kind: null, limit: 9 })).events, [
    moved,
  ]);
  await saveChange(kv, (change) => stageEventGone(change, moved));
  assertEquals(await keysUnder(kv, rangePrefix("activity")), []);
  assertEquals(await keysUnder(kv, rangePrefix("activity_user")), []);
});
