// Deleting a segment: it frees its name and can be restored (4.7).
import type { Segment } from "@/lib/domain/segment.ts";
import { requireMayChangeSegment } from "@/lib/domain/segment_access.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireSegmentIn, stageSegment } from "@/lib/store/segments.ts";
import type { Acting } from "./deps.ts";
import { stageSegmentEvent } from "./segment_event.ts";

/** The deleted segment; one deleted before is left as it is. Throws `ForbiddenError`, `NotFoundError`. */
export async function deleteSegment(acting: Acting, id: string): Promise<Segment> {
  return await saveChange(acting.deps.kv, async (change) => {
    const before = await requireSegmentIn(change, acting.principal, id);
    requireMayChangeSegment(acting.principal, before);
    if (before.deletedAtMs !== null) return before;
    const deletedAtMs = acting.deps.now();
    const after = { ...before, deletedAtMs, revision: before.revision + 1 };
    await stageSegment(change, before, after);
    stageSegmentEvent(change, acting, before, after);
    return after;
  });
}
