// What a segment means to whoever looks: the condition it is counted by, and what is wrong with its filter.
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { resolveFilter, type ResolveOptions } from "@/lib/domain/filter/resolve.ts";
import { isGroup } from "@/lib/domain/filter/tree.ts";
import type { Segment } from "@/lib/domain/segment.ts";

/** `ignores`: a deleted tag in it is passed over; `broken`: a condition is not possible, so that nobody is in it. */
export type SegmentFlaw = "ignores" | "broken" | null;

export interface SegmentMeaning {
  condition: Condition;
  flaw: SegmentFlaw;
}

export function segmentMeaning({ filter }: Segment, options: ResolveOptions): SegmentMeaning {
  const { condition, problems } = resolveFilter(filter, options);
  if (problems.length > 0) return { condition, flaw: "broken" };
  const rules = filter.rules.flatMap((item) => isGroup(item) ? item.rules : [item]);
  const ignores = rules.some(({ values }) => values.some((id) => options.tags.isDeleted(id)));
  return { condition, flaw: ignores ? "ignores" : null };
}
