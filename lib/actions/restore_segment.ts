// Restoring a deleted segment (4.7).
import type { Segment } from "@/lib/domain/segment.ts";
import { requireMayChangeSegment } from "@/lib/domain/segment_access.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireSegmentIn, stageSegment } from "@/lib/store/segments.ts";
import type { Acting } from "./deps.ts";
import { stageSegmentEvent } from "./segment_event.ts";

/**
 * The restored segment; one that is not deleted is left as it is. Throws `ForbiddenError`, `NotFoundError`,
 * `InputError`: `segment_name_taken` on `name` when another has the name now, `segments_full` on `form`.
 */
export async function restoreSegment(acting: Acting, id: string): Promise<Segment> {
  return await saveChange(acting.deps.kv, async (change) => {
    const before = await requireSegmentIn(change, acting.principal, id);
    requireMayChangeSegment(acting.principal, before);
    if (before.deletedAtMs === null) return before;
    const after = { ...before, deletedAtMs: null, revision: before.revision + 1 };
    await stageSegment(change, before, after);
    stageSegmentEvent(change, acting, before, after);
    return after;
  });
}
