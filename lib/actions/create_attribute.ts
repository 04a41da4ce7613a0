// Creating an attribute: from then on it is on every contact's card, in filters and in imports (7.1).
import type { Attribute } from "@/lib/domain/attribute.ts";
import {
  parseAttributeInput,
  parseAttributeKey,
  type TypedAttribute,
} from "@/lib/domain/attribute_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { stageCreateAttribute } from "@/lib/store/attributes.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageAttributeEvent } from "./attribute_event.ts";
import type { Acting } from "./deps.ts";

/**
 * The attribute, last of all. Its key is made of the name when none was typed.
 * Throws `ForbiddenError`, `InputError` (also `attribute_key_taken`, `attribute_name_taken`, `attributes_full`).
 */
export async function createAttribute(
  acting: Acting,
  typed: TypedAttribute & { key: string },
): Promise<Attribute> {
  const { deps, principal } = acting;
  requireAllowed(principal, "attribute.manage");
  const fields = parseAttributeInput(typed, null);
  const key = parseAttributeKey(typed.key, fields.name);
  return await saveChange(deps.kv, async (change) => {
    const created = await stageCreateAttribute(change, {
      key,
      ...fields,
      position: 0,
      hasValues: false,
      createdAtMs: deps.now(),
      deletedAtMs: null,
      revision: 1,
    });
    stageAttributeEvent(change, acting, { kind: "created", before: null, after: created });
    return created;
  });
}
