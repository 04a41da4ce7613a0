// What agents filter by when they click, and the segments that they have saved.
import { type FilterOp, type FilterRule, type FilterTree } from "@/lib/domain/filter/tree.ts";
import type { Segment } from "@/lib/domain/segment.ts";
import { STARTERS, starterTree } from "@/lib/domain/segment_starters.ts";
import { saveChange } from "@/lib/store/change.ts";
import { openKv } from "@/lib/store/kv.ts";
import { stageSegment } from "@/lib/store/segments.ts";
import { NOW_MS, tagIdOf } from "./people.ts";

/** Broad and narrow ones, by every kind of field. */
export const FILTERS: readonly FilterTree[] = [
  all(rule("tags", "any", tagIdOf(2)), rule("lastActivity", "last", "30d")),
  { match: "any", rules: [rule("name", "contains", "лев"), rule("email", "starts", "ivan")] },
  all(rule("phone", "starts", "+38067")),
  all(rule("email", "contains", "gmail"), rule("language", "any", "en", "pl")),
  all(rule("tags", "none", tagIdOf(0)), rule("created", "between", "2026-01-01", "2026-06-30")),
  all(rule("email", "empty"), rule("phone", "set")),
  all(rule("name", "not_contains", "енко"), rule("imports", "ge", "1")),
  all(
    { match: "any", rules: [rule("tags", "any", tagIdOf(5)), rule("tags", "any", tagIdOf(6))] },
    rule("lastActivity", "ago", "90d"),
  ),
];

/** Saves shared segments into a store that nobody else has open; answers their ids. All pages count them. */
export async function saveSegments(folder: string): Promise<string[]> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const trees = [...STARTERS.map(starterTree), ...FILTERS.slice(0, 4)];
  const segments = trees.map(segmentOf);
  for (const segment of segments) {
    await saveChange(kv, (change) => stageSegment(change, null, segment));
  }
  return segments.map(({ id }) => id);
}

function segmentOf(filter: FilterTree, place: number): Segment {
  return {
    id: `01BENCHSEGMENT0000000000${String(place).padStart(2, "0")}`,
    name: `Сегмент ${place + 1}`,
    ownerId: "01BENCHADMIN00000000000000",
    shared: true,
    filter,
    createdAtMs: NOW_MS,
    usedAtMs: null,
    revision: 1,
    deletedAtMs: null,
  };
}

function all(...rules: FilterTree["rules"]): FilterTree {
  return { match: "all", rules };
}

function rule(field: string, op: FilterOp, ...values: string[]): FilterRule {
  return { field, op, values };
}
