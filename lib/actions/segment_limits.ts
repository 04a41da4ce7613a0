// What the filter of a segment may ask about: fields there are, and tags that the person sees, deleted ones included.
import { findContactField } from "@/lib/domain/filter/field.ts";
import type { FilterLimits } from "@/lib/domain/segment_input.ts";
import { listTags } from "@/lib/store/tags.ts";
import type { Acting } from "./deps.ts";

export async function segmentLimits({ deps, principal }: Acting): Promise<FilterLimits> {
  const tags = await listTags(deps.kv);
  const known = new Set(
    tags.filter((tag) => tag.visibleToAgents || principal.role === "admin").map(({ id }) => id),
  );
  return { findField: findContactField, isKnownTag: (id) => known.has(id) };
}
