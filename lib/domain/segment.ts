// A segment: a saved filter with a name, personal or shared (4.7).
import { z } from "zod";
import { filterTreeSchema } from "./filter/schema.ts";
import { type FilterTree, listRules } from "./filter/tree.ts";
import type { Tag } from "./tag.ts";
import type { Principal } from "./user.ts";

export const SEGMENT_NAME_CHARS_MAX = 64;
/** Characters of a filter as it is printed: it has to fit into an address. */
export const SEGMENT_FILTER_CHARS_MAX = 4000;
/** Living ones; of the deleted ones as many are kept. */
export const SHARED_SEGMENTS_MAX = 200;
export const PERSONAL_SEGMENTS_MAX = 100;

export const segmentSchema = z.object({
  id: z.string(), // ULID
  name: z.string(),
  /** Who made it. A personal one is seen by nobody else. */
  ownerId: z.string(),
  shared: z.boolean(),
  filter: filterTreeSchema,
  createdAtMs: z.number(),
  /** When someone last opened it; to the hour. */
  usedAtMs: z.number().nullable(),
  revision: z.int().positive(), // +1 with each edit; use is none
  deletedAtMs: z.number().nullable(),
});
export type Segment = z.infer<typeof segmentSchema>;

/** What a person sets. */
export type SegmentInput = Pick<Segment, "name" | "shared" | "filter">;

/** All that one person may open; each list by name. */
export interface VisibleSegments {
  shared: readonly Segment[];
  personal: readonly Segment[];
}

/** Whether this person may see it at all; another's personal one is like one that does not exist. */
export function isVisible(segment: Segment, principal: Principal, tags: readonly Tag[]): boolean {
  if (segment.deletedAtMs !== null) return false;
  if (!segment.shared) return segment.ownerId === principal.id;
  return principal.role === "admin" || !asksAboutHidden(segment.filter, tags);
}

/** Whether a rule names a tag that only admins see; who it finds would tell agents who has the tag. */
export function asksAboutHidden(filter: FilterTree, tags: readonly Tag[]): boolean {
  const hidden = new Set(tags.filter((tag) => !tag.visibleToAgents).map(({ id }) => id));
  if (hidden.size === 0) return false;
  return listRules(filter).some(({ rule }) => rule.values.some((value) => hidden.has(value)));
}
