// Deleting a tag: it disappears from contacts and frees its name, and can be restored (6.1).
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { Tag } from "@/lib/domain/tag.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireTagIn, stageEditTag } from "@/lib/store/tags.ts";
import type { Acting } from "./deps.ts";
import { stageTagEvent } from "./tag_event.ts";

/** The deleted tag; one deleted before is left as it is. Throws `ForbiddenError`, `NotFoundError`. */
export async function deleteTag(acting: Acting, id: string): Promise<Tag> {
  requireAllowed(acting.principal, "tag.manage");
  return await saveChange(acting.deps.kv, async (change) => {
    const before = await requireTagIn(change, id);
    if (before.deletedAtMs !== null) return before;
    const deletedAtMs = acting.deps.now();
    const after = { ...before, deletedAtMs, revision: before.revision + 1 };
    await stageEditTag(change, before, after);
    stageTagEvent(change, acting, before, after);
    return after;
  });
}
