// The quick filter by tags as a condition (3.1).
import { type Condition, NOBODY } from "@/lib/domain/filter/condition.ts";
import type { Tag } from "@/lib/domain/tag.ts";

/**
 * Any of the wanted tags that are there for this viewer; null when none is wanted. Deleted and hidden tags find nobody:
 * a filter that cannot be applied must not show everyone.
 */
export function tagsCondition(
  wanted: readonly string[],
  visible: readonly Tag[],
): Condition | null {
  if (wanted.length === 0) return null;
  const known = wanted.filter((id) => visible.some((tag) => tag.id === id));
  return known.length === 0 ? NOBODY : { kind: "member", family: "tags", anyOf: known };
}
