import { assert, assertEquals } from "@std/assert";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import { eventKey } from "@/lib/store/keys/contacts.ts";
import { anEvent, anId } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { interruptedKv, memoryKv } from "@/tests/support/kv.ts";
import { ENTRIES_MAX, EVENTS_MAX, readTimeline } from "./read_timeline.ts";

const TIME_ZONE = "Europe/Kyiv";
const WISH = { contactId: 1, before: null, timeZone: TIME_ZONE };
const MINUTE_MS = 60_000;

/** Stores events, oldest first, and returns their ids, newest first. */
async function store(kv: Deno.Kv, events: TimelineEvent[]): Promise<string[]> {
  for (const event of events) await kv.set(eventKey(1, event.id), event);
  return events.map(({ id }) => id).reverse();
}

function edits(count: number, stepMs: number): TimelineEvent[] {
  return Array.from(
    { length: count },
    (_, at) => anEvent(1, { id: anId(), kind: "edited", atMs: NOON + at * stepMs }),
  );
}

function messages(count: number): TimelineEvent[] {
  return Array.from({ length: count }, () => ({
    id: anId(),
    contactId: 1,
    atMs: NOON,
    actor: { kind: "channel", channelId: "01CH" },
    kind: "message",
    conversationId: "01CONV",
    messageId: "01M",
    channelId: "01CH",
    direction: "in",
    messageKind: "text",
    preview: "",
  }));
}

/** All pages, one after the other, as ids of events. */
async function pages(kv: Deno.Kv): Promise<string[][]> {
  const found: string[][] = [];
  let before: string | null = null;
  do {
    const { entries, next } = await readTimeline(kv, { ...WISH, before });
    assert(entries.length <= ENTRIES_MAX);
    const ids = entries.flatMap(({ events }) => events.map(({ id }) => id));
    assert(ids.length <= EVENTS_MAX);
    found.push(ids);
    before = next;
  } while (before !== null);
  return found;
}

Deno.test("the pages of a timeline have every event once, newest first", async () => {
  using kv = await memoryKv();
  const ids = await store(kv, [...edits(130, 10 * MINUTE_MS), ...messages(1200), ...edits(60, 1)]);
  const read = await pages(kv);
  assertEquals(read.flat(), ids);
  // 60 edits and 440 messages; 500 messages; 260 messages and 49 edits; 50 edits; the rest.
  assertEquals(read.map((page) => page.length), [500, 500, 309, 50, 31]);
});

Deno.test("a page ends between two entries, not inside of one", async () => {
  using kv = await memoryKv();
  // Runs of three, 51 of them: the 51st does not fit.
  const runs = Array.from(
    { length: 51 },
    (_, run) => edits(3, 1).map((event) => ({ ...event, atMs: event.atMs + run * 10 * MINUTE_MS })),
  );
  await store(kv, runs.flat());
  assertEquals((await pages(kv)).map((page) => page.length), [150, 3]);
});

Deno.test("a timeline is read in one wait when the entries are single, however long it is", async () => {
  using kv = await memoryKv();
  await store(kv, edits(300, 10 * MINUTE_MS));
  const counted = interruptedKv(kv, () => Promise.resolve());
  assertEquals((await readTimeline(counted.kv, WISH)).entries.length, ENTRIES_MAX);
  assertEquals(counted.calls(), 1);
});

Deno.test("what is no event's id begins with the newest", async () => {
  using kv = await memoryKv();
  const ids = await store(kv, edits(3, 10 * MINUTE_MS));
  for (const before of ["", "..", "x".repeat(5000), "%00"]) {
    const { entries } = await readTimeline(kv, { ...WISH, before });
    assertEquals(entries.map(({ events: [{ id }] }) => id), ids);
  }
});
