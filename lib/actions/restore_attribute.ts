// Restoring a deleted attribute: its values are on the contacts again (7.3).
import type { Attribute } from "@/lib/domain/attribute.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { requireAttributeIn, stageEditAttribute } from "@/lib/store/attributes.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageAttributeEvent } from "./attribute_event.ts";
import type { Acting } from "./deps.ts";

/**
 * The restored attribute; one that is not deleted is left as it is. Throws `ForbiddenError`, `NotFoundError`,
 * `InputError` `attribute_name_taken` on `name` when another has the name now.
 */
export async function restoreAttribute(acting: Acting, key: string): Promise<Attribute> {
  requireAllowed(acting.principal, "attribute.manage");
  return await saveChange(acting.deps.kv, async (change) => {
    const before = await requireAttributeIn(change, key);
    if (before.deletedAtMs === null) return before;
    const after = { ...before, deletedAtMs: null, revision: before.revision + 1 };
    await stageEditAttribute(change, after);
    stageAttributeEvent(change, acting, { kind: "restored", before, after });
    return after;
  });
}
