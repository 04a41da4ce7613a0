// What a segment means to whoever looks: the condition it is counted by, and what is wrong with its filter.
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { resolveFilter, type ResolveOptions } from "@/lib/domain/filter/resolve.ts";
import { type FilterTree, listRules } from "@/lib/domain/filter/tree.ts";

/** `ignores`: a deleted tag or attribute in it is passed over; `broken`: a condition is not possible, so that nobody is in it. */
export type SegmentFlaw = "ignores" | "broken" | null;

export interface SegmentMeaning {
  condition: Condition;
  flaw: SegmentFlaw;
}

export function filterMeaning(filter: FilterTree, options: ResolveOptions): SegmentMeaning {
  const { condition, problems } = resolveFilter(filter, options);
  if (problems.length > 0) return { condition, flaw: "broken" };
  const ignores = listRules(filter).some(({ rule: { field: key, values } }) => {
    const field = options.findField(key);
    const isOfTags = field?.kind === "tags";
    return field?.isDeleted || (isOfTags && values.some((id) => options.tags.isDeleted(id)));
  });
  return { condition, flaw: ignores ? "ignores" : null };
}
