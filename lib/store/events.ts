// Timeline events: written in the commit of the change they tell of, read newest first.
import { activityKindOf } from "@/lib/domain/activity.ts";
import {
  type TimelineEvent,
  timelineEventSchema,
  type WorkspaceEvent,
} from "@/lib/domain/event.ts";
import { ConflictError, NotFoundError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { eventKey } from "./keys/contacts.ts";
import { rangePrefix } from "./keys/range.ts";
import { activityKey, userActivityKey, workspaceEventKey } from "./keys/workspace.ts";

export interface EventPage {
  events: TimelineEvent[];
  /** `before` of the next page; null when there are no older events. */
  next: string | null;
}

/**
 * Event ids are ULIDs, so their order is the order in time. What somebody did stands in the activity too: a write for
 * everyone's and one for the actor's own. Staged with another contact's id, as a merge does, both lead there from then on.
 */
export function stageEvent(change: Change, event: TimelineEvent): void {
  change.set(eventKey(event.contactId, event.id), event);
  for (const key of activityKeys(event)) change.set(key, event.contactId);
}

/** Takes an event away for good, and what leads to it. */
export function stageEventGone(change: Change, event: TimelineEvent): void {
  change.delete(eventKey(event.contactId, event.id));
  for (const key of activityKeys(event)) change.delete(key);
}

/** Where the activity has an event: nowhere what customers, imports and sample data bring, row by row. */
export function activityKeys(event: TimelineEvent | WorkspaceEvent): Deno.KvKey[] {
  const { id, actor } = event;
  const kind = activityKindOf(event);
  const everyones = activityKey(kind, id);
  if (actor.kind === "user") return [everyones, userActivityKey(actor.userId, kind, id)];
  // An import is nobody's when the command line orders it.
  return kind === "imports" || event.kind === "block_ended" ? [everyones] : [];
}

/** The event. Throws `NotFoundError`. */
export async function requireEvent(
  kv: Deno.Kv,
  contactId: number,
  eventId: string,
): Promise<TimelineEvent> {
  return eventOf(await kv.get(eventKey(contactId, eventId)), contactId, eventId);
}

/** Newest events are looked through for one of a moment ago: others may have come in between. */
const LATELY = 10;

/** The id of an event of a moment ago that undoes this one, or null. */
export async function findUndoing(
  kv: Deno.Kv,
  contactId: number,
  eventId: string,
): Promise<string | null> {
  const { events } = await listEvents(kv, contactId, { limit: LATELY });
  return events.find(({ undoes }) => undoes === eventId)?.id ?? null;
}

/** The newest event of a moment ago that this user has made on the contact, or null. */
export async function findLatestBy(
  kv: Deno.Kv,
  contactId: number,
  userId: string,
): Promise<TimelineEvent | null> {
  const { events } = await listEvents(kv, contactId, { limit: LATELY });
  return events.find(({ actor }) => actor.kind === "user" && actor.userId === userId) ?? null;
}

/** Marks an event as undone, in the commit that undoes it. Throws `NotFoundError`, `ConflictError` the second time. 1 check. */
export async function stageUndoing(
  change: Change,
  contactId: number,
  eventId: string,
): Promise<TimelineEvent> {
  return stageMark(change, await change.get(eventKey(contactId, eventId)), contactId, eventId);
}

/** `stageUndoing` unchecked: for callers whose other checks fail when somebody else undoes it meanwhile. */
export async function stageUndone(
  change: Change,
  contactId: number,
  eventId: string,
): Promise<TimelineEvent> {
  return stageMark(change, await change.read(eventKey(contactId, eventId)), contactId, eventId);
}

function stageMark(
  change: Change,
  entry: Deno.KvEntryMaybe<unknown>,
  contactId: number,
  eventId: string,
): TimelineEvent {
  const event = eventOf(entry, contactId, eventId);
  if (event.isUndone) throw new ConflictError(`Cannot undo event ${eventId}: it is undone already`);
  change.set(entry.key, { ...event, isUndone: true } satisfies TimelineEvent);
  return event;
}

function eventOf(
  { value }: Deno.KvEntryMaybe<unknown>,
  contactId: number,
  eventId: string,
): TimelineEvent {
  if (value === null) throw new NotFoundError(`There is no event ${eventId} on ${contactId}`);
  return timelineEventSchema.parse(value);
}

/** What was changed in the workspace's settings, in the commit of the change. */
export function stageWorkspaceEvent(change: Change, event: WorkspaceEvent): void {
  change.set(workspaceEventKey(event.id), event);
  for (const key of activityKeys(event)) change.set(key, null);
}

/** A contact's events, newest first: at most `limit` (1 to 500) of those older than the event `before`. */
export async function listEvents(
  kv: Deno.Kv,
  contactId: number,
  options: { limit: number; before?: string | null },
): Promise<EventPage> {
  const { limit, before } = options;
  const prefix = rangePrefix("ev", contactId);
  const selector = before ? { prefix, end: eventKey(contactId, before) } : { prefix };
  // One more than asked tells whether there is a next page.
  const entries = kv.list(selector, { reverse: true, limit: limit + 1 });
  const events: TimelineEvent[] = [];
  for await (const { value } of entries) events.push(timelineEventSchema.parse(value));
  const page = events.slice(0, limit);
  return { events: page, next: events.length > limit ? page.at(-1)?.id ?? null : null };
}
