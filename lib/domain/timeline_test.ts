import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anEvent, anId } from "@/tests/support/cast.ts";
import type { Actor, FieldChange, MessageEvent, TimelineEvent } from "./event.ts";
import { addToTimeline, EDITS_FOLD_MS, netChanges, type TimelineEntry } from "./timeline.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const HOUR_MS = 60 * 60_000;
const MARIA: Actor = { kind: "user", userId: "01MARIA" };
const ANDRII: Actor = { kind: "user", userId: "01ANDRII" };
const dayOf = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);

function anEdit(atMs: number, actor: Actor, changes: FieldChange[] = []) {
  return anEvent(1, { kind: "edited", atMs, actor, changes });
}

function aMessageEvent(atMs: number, conversationId = "01CONV"): MessageEvent {
  return {
    id: anId(),
    contactId: 1,
    atMs,
    actor: { kind: "channel", channelId: "01CH" },
    kind: "message",
    conversationId,
    messageId: anId(),
    channelId: "01CH",
    direction: "in",
    messageKind: "text",
    preview: "Hi",
  };
}

function entriesOf(events: TimelineEvent[]): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  for (const event of events) addToTimeline(entries, event, dayOf);
  return entries;
}

/** How many events each entry has. */
function runs(events: TimelineEvent[]): number[] {
  return entriesOf(events).map((entry) => entry.events.length);
}

Deno.test("edits of one actor within five minutes are one entry; later, foreign and first ones are not", () => {
  const at = NOON + HOUR_MS;
  assertEquals(runs([anEdit(at, MARIA), anEdit(at - EDITS_FOLD_MS, MARIA)]), [2]);
  assertEquals(runs([anEdit(at, MARIA), anEdit(at - EDITS_FOLD_MS - 1, MARIA)]), [1, 1]);
  assertEquals(runs([anEdit(at, MARIA), anEdit(at, ANDRII), anEdit(at, MARIA)]), [1, 1, 1]);
  const created = anEvent(1, { actor: MARIA, atMs: at });
  assertEquals(runs([anEdit(at, MARIA), created, anEdit(at, MARIA)]), [1, 1, 1]);
  const midnight = Date.UTC(2026, 10, 23);
  assertEquals(runs([anEdit(midnight, MARIA), anEdit(midnight - 1, MARIA)]), [1, 1]);
});

Deno.test("messages of one conversation on one day are one entry, until something else happens", () => {
  const hi = (ago: number, conversation?: string) => aMessageEvent(NOON - ago, conversation);
  assertEquals(runs([hi(0), hi(1), hi(11 * HOUR_MS), hi(13 * HOUR_MS)]), [3, 1]);
  assertEquals(runs([hi(0), hi(1, "01OTHER"), hi(2)]), [1, 1, 1]);
  assertEquals(runs([hi(0), anEdit(NOON - 1, MARIA), hi(2)]), [1, 1, 1]);
});

Deno.test("netChanges() tells what a run of edits came to", () => {
  const name = (before: string, after: string): FieldChange => ({
    field: "name",
    before: [before],
    after: [after],
  });
  const plan = (before: string[], after: string[]): FieldChange => ({
    field: "attr.plan",
    before,
    after,
  });
  assertEquals(
    netChanges([
      anEdit(NOON, MARIA, [name("b", "c"), plan(["Pro"], [])]),
      anEdit(NOON, MARIA, [name("a", "b")]),
      anEdit(NOON, MARIA, [plan([], ["Pro"])]),
    ]),
    [name("a", "c")],
  );
});

Deno.test("every event is in one entry, in its order, whatever the order of kinds", () => {
  const event = fc.record({
    what: fc.constantFrom("edit", "created", "message", "note", "closed"),
    gapMs: fc.constantFrom(0, 1000, EDITS_FOLD_MS, HOUR_MS, 20 * HOUR_MS),
    actor: fc.constantFrom(MARIA, ANDRII),
  });
  fc.assert(fc.property(fc.array(event, { maxLength: 30 }), (made) => {
    let atMs = NOON;
    const events = made.map(({ what, gapMs, actor }): TimelineEvent => {
      atMs -= gapMs;
      const of = { id: anId(), contactId: 1, atMs, actor };
      if (what === "edit") return anEdit(atMs, actor);
      if (what === "created") return anEvent(1, { atMs, actor });
      if (what === "note") return { ...of, kind: "note_added", noteId: "01N", before: null };
      if (what === "message") return aMessageEvent(atMs);
      return { ...of, kind: "conversation_closed", conversationId: "01CONV", channelId: "01CH" };
    });
    const entries = entriesOf(events);
    assertEquals(entries.flatMap((entry) => [...entry.events]), events);
    for (const { events: [newest, ...rest] } of entries) {
      assert(rest.every((older) => dayOf(older.atMs) === dayOf(newest.atMs)));
    }
  }));
});

Deno.test("an edit that was undone and the one that undid it stand alone", () => {
  const [edit, undo] = [anEdit(NOON, MARIA), anEdit(NOON + 2, MARIA)];
  const undone = { ...edit, isUndone: true } as const;
  const later = anEdit(NOON + 3, MARIA);
  assertEquals(runs([later, { ...undo, undoes: edit.id }, undone, anEdit(NOON - 1, MARIA)]), [
    1,
    1,
    1,
    1,
  ]);
});
