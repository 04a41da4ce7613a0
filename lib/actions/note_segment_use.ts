// Noting that a segment was opened, so that admins see which ones nobody needs (4.7).
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { Segment } from "@/lib/domain/segment.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireSegmentIn, stageSegmentUse } from "@/lib/store/segments.ts";
import type { Acting } from "./deps.ts";

const NOTED_EVERY_MS = 60 * 60 * 1000;

/** Writes at most hourly, so that it costs nothing to call it for every page. Throws `NotFoundError`, `ForbiddenError`. */
export async function noteSegmentUse(acting: Acting, segment: Segment): Promise<void> {
  const nowMs = acting.deps.now();
  if (!isDue(segment, nowMs)) return;
  requireAllowed(acting.principal, "segment.use");
  await saveChange(acting.deps.kv, async (change) => {
    const current = await requireSegmentIn(change, acting.principal, segment.id);
    if (current.deletedAtMs === null && isDue(current, nowMs)) {
      stageSegmentUse(change, current, nowMs);
    }
  });
}

function isDue({ usedAtMs }: Segment, nowMs: number): boolean {
  return usedAtMs === null || nowMs >= usedAtMs + NOTED_EVERY_MS;
}
