// What a filter must know of the workspace's tags: which are there, and which were deleted.
import type { Tag } from "../tag.ts";

export interface FilterTags {
  isLiving(id: string): boolean;
  /** Rules on deleted tags are ignored, and revive with the tag (4.7). */
  isDeleted(id: string): boolean;
  /**
   * All living ones, if any tag is deleted: a contact keeps deleted tags, but shows as one without them. Absent: having a
   * tag is having any at all.
   */
  living?: readonly string[];
}

/** Whether a rule may ask about this id: there is, or was, such a tag. */
export function knowsTag(tags: FilterTags): (id: string) => boolean {
  return (id) => tags.isLiving(id) || tags.isDeleted(id);
}

/** From all definitions, deleted ones included. */
export function filterTags(tags: readonly Pick<Tag, "id" | "deletedAtMs">[]): FilterTags {
  const living = new Set<string>();
  const deleted = new Set<string>();
  for (const { id, deletedAtMs } of tags) (deletedAtMs === null ? living : deleted).add(id);
  return {
    isLiving: (id) => living.has(id),
    isDeleted: (id) => deleted.has(id),
    ...(deleted.size > 0 ? { living: [...living] } : {}),
  };
}
