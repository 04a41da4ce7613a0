// Moving an attribute up or down in the order of the card.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { listAttributesIn, stageAttributes } from "@/lib/store/attributes.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageAttributeEvent } from "./attribute_event.ts";
import type { Acting } from "./deps.ts";

export const MOVES = ["up", "down"] as const;
export type Move = typeof MOVES[number];

/**
 * Changes places with the neighbour that is not deleted; at the end of the list nothing happens. Places are no part of
 * the revision, so that moving one does not get into the way of someone who edits it.
 * Throws `ForbiddenError`, `NotFoundError` (also for a deleted one).
 */
export async function moveAttribute(acting: Acting, key: string, move: Move): Promise<void> {
  requireAllowed(acting.principal, "attribute.manage");
  await saveChange(acting.deps.kv, async (change) => {
    const before = await listAttributesIn(change);
    const after = moved(before, key, move);
    stageAttributes(change, after.filter((one) => !before.includes(one)));
    const [was, is] = [before, after].map((list) => list.find((one) => one.key === key));
    if (was && is && was !== is) {
      stageAttributeEvent(change, acting, { kind: "edited", before: was, after: is });
    }
  });
}

/** All definitions with their new places; those that keep theirs are the same objects. */
function moved(all: readonly Attribute[], key: string, move: Move): Attribute[] {
  const shown = all.filter(({ deletedAtMs }) => deletedAtMs === null);
  const at = shown.findIndex((one) => one.key === key);
  const attribute = shown[at];
  if (attribute === undefined) throw new NotFoundError("There is no such attribute to move");
  const other = shown[at + (move === "up" ? -1 : 1)];
  if (other === undefined) return [...all];
  const swapped = all.map((one) => one === attribute ? other : one === other ? attribute : one);
  return swapped.map((one, position) => one.position === position ? one : { ...one, position });
}
