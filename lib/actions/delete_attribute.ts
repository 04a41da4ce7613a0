// Deleting an attribute: its values are hidden, not lost, and restoring it shows them again (7.3).
import type { Attribute } from "@/lib/domain/attribute.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { requireAttributeIn, stageEditAttribute } from "@/lib/store/attributes.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageAttributeEvent } from "./attribute_event.ts";
import type { Acting } from "./deps.ts";

/** The deleted attribute; one deleted before is left as it is. Throws `ForbiddenError`, `NotFoundError`. */
export async function deleteAttribute(acting: Acting, key: string): Promise<Attribute> {
  requireAllowed(acting.principal, "attribute.manage");
  return await saveChange(acting.deps.kv, async (change) => {
    const before = await requireAttributeIn(change, key);
    if (before.deletedAtMs !== null) return before;
    const deletedAtMs = acting.deps.now();
    const after = { ...before, deletedAtMs, revision: before.revision + 1 };
    await stageEditAttribute(change, after);
    stageAttributeEvent(change, acting, { kind: "deleted", before, after });
    return after;
  });
}
