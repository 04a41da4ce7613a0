// What the filter of a segment may ask about: fields there are, and tags that the person sees, deleted ones included.
import { fieldFinder, workspaceFields } from "@/lib/domain/filter/workspace_fields.ts";
import type { FilterLimits } from "@/lib/domain/segment_input.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { listTags } from "@/lib/store/tags.ts";
import type { Acting } from "./deps.ts";

export async function segmentLimits({ deps, principal }: Acting): Promise<FilterLimits> {
  const [tags, attributes, channels] = await Promise.all([
    listTags(deps.kv),
    listAttributes(deps.kv),
    listChannels(deps.kv),
  ]);
  const known = new Set(
    tags.filter((tag) => tag.visibleToAgents || principal.role === "admin").map(({ id }) => id),
  );
  const findField = fieldFinder(workspaceFields({ attributes, channels }));
  return { findField, isKnownTag: (id) => known.has(id) };
}
