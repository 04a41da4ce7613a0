// What people have done, newest first: everyone's, or one user's own (13.1).
import { ACTIVITY_KINDS, type ActivityKind } from "@/lib/domain/activity.ts";
import {
  type TimelineEvent,
  timelineEventSchema,
  type WorkspaceEvent,
  workspaceEventSchema,
} from "@/lib/domain/event.ts";
import { eventKey } from "./keys/contacts.ts";
import { rangePrefix } from "./keys/range.ts";
import { workspaceEventKey } from "./keys/workspace.ts";
import { readMany } from "./kv.ts";

export interface ActivityWish {
  /** Whose; null is everyone's. */
  userId: string | null;
  /** Null is every kind. */
  kind: ActivityKind | null;
  /** 1 to 500. */
  limit: number;
  /** The id of an event: only what is older. */
  before?: string | null;
}

export interface ActivityPage {
  /** Newest first. */
  events: (TimelineEvent | WorkspaceEvent)[];
  /** `before` of the next page; null when there is nothing older. */
  next: string | null;
}

/**
 * Places are stored by kind, so that a rare one is found without going through the others; of every kind together, each
 * gives its newest. Events that a merge is moving at this very moment may be missing; everything else is there.
 */
export async function listActivity(kv: Deno.Kv, wish: ActivityWish): Promise<ActivityPage> {
  const { kind, limit } = wish;
  const kinds = kind === null ? ACTIVITY_KINDS : [kind];
  const places = await Promise.all(kinds.map((kind) => listPlaces(kv, kind, wish)));
  const rows = places.flat().sort((one, other) => idOf(one) < idOf(other) ? 1 : -1);
  const page = rows.slice(0, limit);
  const entries = await readMany<unknown>(kv, page.map(ownerKey));
  return {
    events: entries.flatMap(({ key, value }) =>
      value === null ? [] : [eventSchemaOf(key).parse(value)]
    ),
    next: rows.length > limit ? page.map(idOf).at(-1) ?? null : null,
  };
}

/** The newest of a kind: one more than asked tells whether there is a next page. */
function listPlaces(
  kv: Deno.Kv,
  kind: ActivityKind,
  { userId, limit, before }: ActivityWish,
): Promise<Deno.KvEntry<unknown>[]> {
  const prefix = userId === null
    ? rangePrefix("activity", kind)
    : rangePrefix("activity_user", userId, kind);
  const selector = before ? { prefix, end: [...prefix, before] } : { prefix };
  const options = { reverse: true, limit: limit + 1, batchSize: Math.min(limit + 1, 500) };
  return Array.fromAsync(kv.list(selector, options));
}

/** The oldest event that the activity has, or null: what is older was written before there was any activity. */
export async function findFirstActivity(kv: Deno.Kv): Promise<string | null> {
  // The range as a whole begins with places that have no kind yet, if an earlier Kartka has left any.
  const ranges = [
    rangePrefix("activity"),
    ...ACTIVITY_KINDS.map((kind) => rangePrefix("activity", kind)),
  ];
  const firsts = await Promise.all(
    ranges.map((prefix) => Array.fromAsync(kv.list({ prefix }, { limit: 1 }), idOf)),
  );
  return firsts.flat().sort()[0] ?? null;
}

/** The event that a place in the activity leads to. */
export function ownerKey({ key, value }: { key: Deno.KvKey; value: unknown }): Deno.KvKey {
  const id = idOf({ key });
  return typeof value === "number" ? eventKey(value, id) : workspaceEventKey(id);
}

function idOf({ key }: { key: Deno.KvKey }): string {
  return String(key.at(-1));
}

/** Of an event by its key. */
export function eventSchemaOf(key: Deno.KvKey) {
  return key[1] === "wev" ? workspaceEventSchema : timelineEventSchema;
}
