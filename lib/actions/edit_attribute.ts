// Changing an attribute's definition: never its key, and not its type once a contact has a value (7.1).
import type { Attribute } from "@/lib/domain/attribute.ts";
import {
  type AttributeInput,
  parseAttributeInput,
  type TypedAttribute,
} from "@/lib/domain/attribute_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConflictError, NotFoundError } from "@/lib/errors.ts";
import { requireAttributeIn, stageEditAttribute } from "@/lib/store/attributes.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageAttributeEvent } from "./attribute_event.ts";
import type { Acting } from "./deps.ts";

/**
 * The attribute as saved, or as it was when nothing changes: then nothing is written. Values that a new pattern would
 * refuse stay as they are.
 * Throws `ForbiddenError`, `NotFoundError`, `InputError` (`attribute_type_fixed` on `type`, `attribute_name_taken`),
 * `ConflictError` when it is not at `revision` any more.
 */
export async function editAttribute(
  acting: Acting,
  key: string,
  revision: number,
  typed: TypedAttribute,
): Promise<Attribute> {
  requireAllowed(acting.principal, "attribute.manage");
  return await saveChange(acting.deps.kv, async (change) => {
    const before = await requireAttributeIn(change, key);
    if (before.deletedAtMs !== null) {
      throw new NotFoundError(`Cannot edit attribute ${before.key}: it is deleted`);
    }
    const fields = parseAttributeInput(typed, before);
    if (isSame(before, fields)) return before;
    if (before.revision !== revision) {
      throw new ConflictError(
        `Cannot save attribute ${before.key}: revision ${revision} was edited, ${before.revision} is current`,
      );
    }
    const after = { ...before, ...fields, revision: before.revision + 1 };
    await stageEditAttribute(change, after);
    stageAttributeEvent(change, acting, { kind: "edited", before, after });
    return after;
  });
}

function isSame(before: Attribute, after: AttributeInput): boolean {
  const told = ({ name, description, type, pattern, patternHint, options }: AttributeInput) =>
    JSON.stringify([name, description, type, pattern, patternHint, options]);
  return told(before) === told(after);
}
