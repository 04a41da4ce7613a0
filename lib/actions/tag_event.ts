// What the workspace's history says of a change of a tag's definition.
import type { Tag } from "@/lib/domain/tag.ts";
import type { Change } from "@/lib/store/change.ts";
import type { Acting } from "./deps.ts";
import { kindOf, stageSettingsEvent } from "./workspace_event.ts";

/** The event of a change from `before` (null: a new tag) to `after`; joins its commit. */
export function stageTagEvent(
  change: Change,
  acting: Acting,
  before: Tag | null,
  after: Tag,
): void {
  stageSettingsEvent(change, acting, {
    kind: kindOf(before, after),
    subject: "tag",
    subjectId: after.id,
    before: before && told(before),
    after: told(after),
  });
}

function told({ name, color, description, visibleToAgents, inQuickFilter }: Tag) {
  return {
    name,
    color,
    description,
    visibleToAgents: String(visibleToAgents),
    inQuickFilter: String(inQuickFilter),
  };
}
