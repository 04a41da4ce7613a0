// Changing a segment: its name, its filter, and whether others have it too (4.7).
import type { Segment, SegmentInput } from "@/lib/domain/segment.ts";
import { requireMayChangeSegment } from "@/lib/domain/segment_access.ts";
import { parseSegmentInput } from "@/lib/domain/segment_input.ts";
import { ConflictError, NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireSegmentIn, stageSegment } from "@/lib/store/segments.ts";
import type { Acting } from "./deps.ts";
import { stageSegmentEvent } from "./segment_event.ts";
import { segmentLimits } from "./segment_limits.ts";

export interface SegmentEdit {
  id: string;
  /** That the form was made from. */
  revision: number;
  /** What is left out stays as it is. */
  changes: Partial<SegmentInput>;
}

/**
 * One that is shared no longer is its owner's alone. Throws `ForbiddenError`, `NotFoundError`, `InputError` on `name`,
 * `filter` and `form`, and `ConflictError` when it is not at `revision` any more.
 */
export async function editSegment(acting: Acting, edit: SegmentEdit): Promise<Segment> {
  const { id, revision } = edit;
  const fields = parseSegmentInput(edit.changes, await segmentLimits(acting));
  return await saveChange(acting.deps.kv, async (change) => {
    const before = await requireSegmentIn(change, acting.principal, id);
    requireMayChangeSegment(acting.principal, before);
    if (before.deletedAtMs !== null) {
      throw new NotFoundError(`Cannot edit segment ${id}: it is deleted`);
    }
    requireMayChangeSegment(acting.principal, { ...before, ...fields });
    if (before.revision !== revision) {
      throw new ConflictError(
        `Cannot save segment ${id}: revision ${revision} was edited, ${before.revision} is current`,
      );
    }
    const after = { ...before, ...fields, revision: before.revision + 1 };
    await stageSegment(change, before, after);
    stageSegmentEvent(change, acting, before, after);
    return after;
  });
}
