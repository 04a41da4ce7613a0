// Segments: the shared ones and each person's own, names unique within each, deleted ones kept for return.
import {
  isVisible,
  PERSONAL_SEGMENTS_MAX,
  type Segment,
  segmentSchema,
  SHARED_SEGMENTS_MAX,
  type VisibleSegments,
} from "@/lib/domain/segment.ts";
import { foldSegmentName } from "@/lib/domain/segment_input.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { InputError, NotFoundError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { rangePrefix } from "./keys/range.ts";
import { segmentHeadKey, segmentKey } from "./keys/workspace.ts";
import { listTags } from "./tags.ts";

/** Where a segment is kept: with the shared ones, or with its owner's. */
type Scope = string;
const SHARED: Scope = "shared";

interface CachedSegments {
  versionstamp: string | null;
  segments: readonly Segment[];
}

const caches = new WeakMap<Deno.Kv, Map<Scope, CachedSegments>>();

/** Everything stored that is this person's to see or to restore, deleted ones included, by name. */
export async function listSegments(kv: Deno.Kv, userId: string): Promise<VisibleSegments> {
  const scopes = [SHARED, userId];
  const heads = await kv.getMany<unknown[]>(scopes.map(segmentHeadKey));
  const [shared = [], personal = []] = await Promise.all(
    scopes.map((scope, at) => listScope(kv, scope, heads[at]?.versionstamp ?? null)),
  );
  return { shared, personal };
}

/**
 * The segments this person may open, by name; at most 200 and 100. Two reads while nothing has changed.
 * Agents do not get shared ones that ask about tags hidden from them.
 */
export async function listVisibleSegments(
  kv: Deno.Kv,
  principal: Principal,
): Promise<VisibleSegments> {
  const [{ shared, personal }, tags] = await Promise.all([
    listSegments(kv, principal.id),
    listTags(kv),
  ]);
  const visible = (segment: Segment) => isVisible(segment, principal, tags);
  return { shared: shared.filter(visible), personal: personal.filter(visible) };
}

/** A segment this person may open; null also for another person's and for a deleted one. */
export async function findSegment(
  kv: Deno.Kv,
  principal: Principal,
  id: string,
): Promise<Segment | null> {
  const { shared, personal } = await listVisibleSegments(kv, principal);
  return [...shared, ...personal].find((segment) => segment.id === id) ?? null;
}

/** Throws `NotFoundError`. */
export async function requireSegment(
  kv: Deno.Kv,
  principal: Principal,
  id: string,
): Promise<Segment> {
  const segment = await findSegment(kv, principal, id);
  if (segment === null) throw new NotFoundError(`There is no segment ${id} for this user`);
  return segment;
}

/**
 * Reads a shared segment or one of this person's, deleted or not; the commit fails if it has changed by then. 1 or 2
 * checks. Throws `NotFoundError`.
 */
export async function requireSegmentIn(
  change: Change,
  principal: Principal,
  id: string,
): Promise<Segment> {
  for (const scope of [SHARED, principal.id]) {
    const { value } = await change.get(segmentKey(scope, id));
    if (value !== null) return segmentSchema.parse(value);
  }
  throw new NotFoundError(`There is no segment ${id} for this user`);
}

/**
 * A new segment, or a change of one that `requireSegmentIn` has read: also its deletion, its return, and its move to or
 * from the shared ones. 1 check. Throws `InputError`: `segment_name_taken` on `name`, `segments_full` on `form`.
 */
export async function stageSegment(
  change: Change,
  before: Segment | null,
  after: Segment,
): Promise<void> {
  const scope = scopeOf(after);
  const others = (await listScopeIn(change, scope)).filter(({ id }) => id !== after.id);
  if (after.deletedAtMs === null) {
    requireFreeName(others, after);
    if (before === null || before.deletedAtMs !== null || scopeOf(before) !== scope) {
      requireRoom(others, after);
    }
  } else {
    for (const { id } of beyondKept(others, maxOf(after))) change.delete(segmentKey(scope, id));
  }
  if (before !== null && scopeOf(before) !== scope) {
    change.delete(segmentKey(scopeOf(before), before.id));
    change.set(segmentHeadKey(scopeOf(before)), null);
  }
  stageRecord(change, after);
}

/** When someone last opened it: neither an edit nor a reason for anyone's edit to fail. */
export function stageSegmentUse(change: Change, segment: Segment, usedAtMs: number): void {
  stageRecord(change, { ...segment, usedAtMs });
}

function stageRecord(change: Change, segment: Segment): void {
  change.set(segmentKey(scopeOf(segment), segment.id), segment);
  change.set(segmentHeadKey(scopeOf(segment)), null);
}

/** The list that a commit depends on: it fails if any segment of the scope has changed by then. */
async function listScopeIn(change: Change, scope: Scope): Promise<readonly Segment[]> {
  const { versionstamp } = await change.get(segmentHeadKey(scope));
  return await listScope(change.kv, scope, versionstamp);
}

/** The head was read before the list: a change in between makes the next call read again. */
async function listScope(
  kv: Deno.Kv,
  scope: Scope,
  versionstamp: string | null,
): Promise<readonly Segment[]> {
  const cache = caches.get(kv) ?? new Map<Scope, CachedSegments>();
  caches.set(kv, cache);
  const cached = cache.get(scope);
  if (cached && cached.versionstamp === versionstamp) return cached.segments;
  const selector = { prefix: rangePrefix("segment", scope) };
  const segments = await Array.fromAsync(
    kv.list(selector, { limit: 2 * SHARED_SEGMENTS_MAX, batchSize: 100 }),
    ({ value }) => segmentSchema.parse(value),
  );
  segments.sort((a, b) =>
    byText(foldSegmentName(a.name), foldSegmentName(b.name)) || byText(a.id, b.id)
  );
  cache.set(scope, { versionstamp, segments });
  return segments;
}

function requireFreeName(others: readonly Segment[], { id, name }: Segment): void {
  const folded = foldSegmentName(name);
  const taken = others.find((other) =>
    other.deletedAtMs === null && foldSegmentName(other.name) === folded
  );
  if (taken === undefined) return;
  throw new InputError(`Cannot save segment ${id}: segment ${taken.id} has this name`, {
    name: { code: "segment_name_taken" },
  });
}

function requireRoom(others: readonly Segment[], after: Segment): void {
  const max = maxOf(after);
  if (others.filter(({ deletedAtMs }) => deletedAtMs === null).length < max) return;
  throw new InputError(`Cannot save segment ${after.id}: there are ${max} already`, {
    form: { code: after.shared ? "segments_full" : "segments_full_own", params: { max } },
  });
}

/** Of the deleted ones the last are kept; the one that is being deleted is one of them. */
function beyondKept(others: readonly Segment[], max: number): Segment[] {
  return others.filter(({ deletedAtMs }) => deletedAtMs !== null)
    .sort((a, b) => (b.deletedAtMs ?? 0) - (a.deletedAtMs ?? 0)).slice(max - 1);
}

function maxOf({ shared }: Segment): number {
  return shared ? SHARED_SEGMENTS_MAX : PERSONAL_SEGMENTS_MAX;
}

function scopeOf({ shared, ownerId }: Segment): Scope {
  return shared ? SHARED : ownerId;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
