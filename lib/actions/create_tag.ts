// Creating a tag: by admins in the settings, by anyone who tags a contact in the combobox (6.1).
import { isAllowed, requireAllowed } from "@/lib/domain/policy.ts";
import type { Tag } from "@/lib/domain/tag.ts";
import { parseTagInput, type TypedTag } from "@/lib/domain/tag_input.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageCreateTag } from "@/lib/store/tags.ts";
import type { Acting } from "./deps.ts";
import { stageTagEvent } from "./tag_event.ts";

/** Throws `ForbiddenError`, `InputError` (`tag_name_taken` has the other tag's id, `tags_full`), `ConflictError`. */
export async function createTag(acting: Acting, input: TypedTag): Promise<Tag> {
  const { deps, principal } = acting;
  requireAllowed(principal, "tag.create");
  const fields = parseTagInput(input);
  const tag: Tag = {
    ...fields,
    // Whoever cannot manage tags could not see a hidden one again.
    visibleToAgents: fields.visibleToAgents || !isAllowed(principal, "tag.manage"),
    id: deps.newId(),
    deletedAtMs: null,
    createdAtMs: deps.now(),
    revision: 1,
  };
  await saveChange(deps.kv, async (change) => {
    await stageCreateTag(change, tag);
    stageTagEvent(change, acting, null, tag);
  });
  return tag;
}
