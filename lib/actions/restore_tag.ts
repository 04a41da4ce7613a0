// Restoring a deleted tag: it is back on the contacts that had it (6.1).
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { Tag } from "@/lib/domain/tag.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireTagIn, stageEditTag } from "@/lib/store/tags.ts";
import type { Acting } from "./deps.ts";
import { stageTagEvent } from "./tag_event.ts";

/**
 * The restored tag; one that is not deleted is left as it is.
 * Throws `ForbiddenError`, `NotFoundError`, `InputError` `tag_name_taken` on `name` when another tag has the name now.
 */
export async function restoreTag(acting: Acting, id: string): Promise<Tag> {
  requireAllowed(acting.principal, "tag.manage");
  return await saveChange(acting.deps.kv, async (change) => {
    const before = await requireTagIn(change, id);
    if (before.deletedAtMs === null) return before;
    const after = { ...before, deletedAtMs: null, revision: before.revision + 1 };
    await stageEditTag(change, before, after);
    stageTagEvent(change, acting, before, after);
    return after;
  });
}
