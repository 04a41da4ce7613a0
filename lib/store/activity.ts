// What people have done, newest first: everyone's, or one user's own (13.1).
import {
  type TimelineEvent,
  timelineEventSchema,
  type WorkspaceEvent,
  workspaceEventSchema,
} from "@/lib/domain/event.ts";
import { eventKey } from "./keys/contacts.ts";
import { rangePrefix } from "./keys/range.ts";
import { activityKey, userActivityKey, workspaceEventKey } from "./keys/workspace.ts";
import { readMany } from "./kv.ts";

export interface ActivityWish {
  /** Whose; null is everyone's. */
  userId: string | null;
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

/** Events that a merge is moving at this very moment may be missing; everything else is there. */
export async function listActivity(kv: Deno.Kv, wish: ActivityWish): Promise<ActivityPage> {
  const { userId, limit, before } = wish;
  const prefix = userId === null ? rangePrefix("activity") : rangePrefix("activity_user", userId);
  const keyOf = (id: string) => userId === null ? activityKey(id) : userActivityKey(userId, id);
  const selector = before ? { prefix, end: keyOf(before) } : { prefix };
  // One more than asked tells whether there is a next page.
  const options = { reverse: true, limit: limit + 1, batchSize: Math.min(limit + 1, 500) };
  const rows = await Array.fromAsync(kv.list<unknown>(selector, options));
  const page = rows.slice(0, limit);
  const entries = await readMany<unknown>(kv, page.map(ownerKey));
  return {
    events: entries.flatMap(({ key, value }) => value === null ? [] : [parsed(key, value)]),
    next: rows.length > limit ? String(page.at(-1)?.key.at(-1) ?? "") : null,
  };
}

/** The oldest event that the activity has, or null: what is older was written before there was any activity. */
export async function findFirstActivity(kv: Deno.Kv): Promise<string | null> {
  for await (const { key } of kv.list({ prefix: rangePrefix("activity") }, { limit: 1 })) {
    return String(key[2]);
  }
  return null;
}

/** The event that a place in the activity leads to. */
export function ownerKey({ key, value }: { key: Deno.KvKey; value: unknown }): Deno.KvKey {
  const id = String(key.at(-1));
  return typeof value === "number" ? eventKey(value, id) : workspaceEventKey(id);
}

function parsed(key: Deno.KvKey, value: unknown): TimelineEvent | WorkspaceEvent {
  return key[1] === "wev" ? workspaceEventSchema.parse(value) : timelineEventSchema.parse(value);
}
