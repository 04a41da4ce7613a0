// What the workspace's history says of a change of a segment: of a personal one nothing that only its owner may know.
import { printFilter } from "@/lib/domain/filter/text.ts";
import type { Segment } from "@/lib/domain/segment.ts";
import type { Change } from "@/lib/store/change.ts";
import type { Acting } from "./deps.ts";
import { kindOf, stageSettingsEvent } from "./workspace_event.ts";

/** The event of a change from `before` (null: a new segment) to `after`; joins its commit. */
export function stageSegmentEvent(
  change: Change,
  acting: Acting,
  before: Segment | null,
  after: Segment,
): void {
  stageSettingsEvent(change, acting, {
    kind: kindOf(before, after),
    subject: "segment",
    subjectId: after.id,
    before: before && told(before),
    after: told(after),
  });
}

function told({ shared, name, filter }: Segment) {
  const content = shared ? { name, filter: printFilter(filter) } : { name: "", filter: "" };
  return { ...content, shared: String(shared) };
}
