// Changing a tag's definition; contacts keep its id, so a rename changes every contact at once (6.1).
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { Tag } from "@/lib/domain/tag.ts";
import { parseTagInput, type TypedTag } from "@/lib/domain/tag_input.ts";
import { ConflictError, NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireTagIn, stageEditTag } from "@/lib/store/tags.ts";
import type { Acting } from "./deps.ts";
import { stageTagEvent } from "./tag_event.ts";

/** Throws `ForbiddenError`, `NotFoundError`, `InputError`, `ConflictError` when it is not at `revision` any more. */
export async function editTag(
  acting: Acting,
  id: string,
  revision: number,
  input: TypedTag,
): Promise<Tag> {
  requireAllowed(acting.principal, "tag.manage");
  const fields = parseTagInput(input);
  return await saveChange(acting.deps.kv, async (change) => {
    const before = await requireTagIn(change, id);
    if (before.deletedAtMs !== null) {
      throw new NotFoundError(`Cannot edit tag ${id}: it is deleted`);
    }
    if (before.revision !== revision) {
      throw new ConflictError(
        `Cannot save tag ${id}: revision ${revision} was edited, ${before.revision} is current`,
      );
    }
    const after = { ...before, ...fields, revision: before.revision + 1 };
    await stageEditTag(change, before, after);
    stageTagEvent(change, acting, before, after);
    return after;
  });
}
