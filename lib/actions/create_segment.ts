// Saving a filter as a segment: personal by anyone, shared by admins (4.7).
import type { Segment, SegmentInput } from "@/lib/domain/segment.ts";
import { requireMayChangeSegment } from "@/lib/domain/segment_access.ts";
import { parseSegmentInput } from "@/lib/domain/segment_input.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageSegment } from "@/lib/store/segments.ts";
import type { Acting } from "./deps.ts";
import { stageSegmentEvent } from "./segment_event.ts";
import { segmentLimits } from "./segment_limits.ts";

/** Throws `ForbiddenError`, `InputError` on `name`, `filter` and `form`, `ConflictError`. */
export async function createSegment(acting: Acting, input: SegmentInput): Promise<Segment> {
  const { deps, principal } = acting;
  requireMayChangeSegment(principal, input);
  const { name, shared, filter } = parseSegmentInput(input, await segmentLimits(acting));
  const segment: Segment = {
    name,
    shared,
    filter,
    id: deps.newId(),
    ownerId: principal.id,
    createdAtMs: deps.now(),
    usedAtMs: null,
    revision: 1,
    deletedAtMs: null,
  };
  await saveChange(deps.kv, async (change) => {
    await stageSegment(change, null, segment);
    stageSegmentEvent(change, acting, null, segment);
  });
  return segment;
}
