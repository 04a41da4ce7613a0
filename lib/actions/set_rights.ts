// What agents may do, as the admins of the workspace decide (15.1).
import { requireAllowed } from "@/lib/domain/policy.ts";
import { type Rights, rightsSchema } from "@/lib/domain/rights.ts";
import { ConflictError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { readRightsIn, stageRights } from "@/lib/store/workspace.ts";
import type { Acting } from "./deps.ts";
import { stageSettingsEvent } from "./workspace_event.ts";

export interface RightsEdit {
  /** As they were when the person decided. */
  seen: Rights;
  wanted: Rights;
}

/** Whether anything had to be changed. Throws `ForbiddenError`, `ConflictError` when they are not as seen any more. */
export async function setRights(acting: Acting, { seen, wanted }: RightsEdit): Promise<boolean> {
  requireAllowed(acting.principal, "workspace.manage");
  return await saveChange(acting.deps.kv, async (change) => {
    const before = await readRightsIn(change);
    if (isSame(before, wanted)) return false;
    if (!isSame(before, seen)) {
      throw new ConflictError(
        "Cannot save the rights of agents: someone has changed them meanwhile",
      );
    }
    stageRights(change, rightsSchema.parse(wanted));
    stageSettingsEvent(change, acting, {
      kind: "edited",
      subject: "rights",
      subjectId: "agent",
      before: told(before),
      after: told(wanted),
    });
    return true;
  });
}

function isSame(left: Rights, right: Rights): boolean {
  return JSON.stringify(told(left)) === JSON.stringify(told(right));
}

function told(rights: Rights): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rightsSchema.parse(rights)).map(([action, isOn]) => [action, String(isOn)]),
  );
}
