// What filters of a workspace may speak of: its tags, its attributes and its channels.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import type { FindField } from "@/lib/domain/filter/field.ts";
import { fieldFinder, workspaceFields } from "@/lib/domain/filter/workspace_fields.ts";
import type { Tag } from "@/lib/domain/tag.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { listTags } from "@/lib/store/tags.ts";

/** All definitions, deleted ones included. */
export interface FilterTerms {
  tags: readonly Tag[];
  attributes: readonly Attribute[];
  channels: readonly Pick<Channel, "id" | "name">[];
}

/** Three reads at once while nothing has changed. */
export async function readFilterTerms(kv: Deno.Kv): Promise<FilterTerms> {
  const [tags, attributes, channels] = await Promise.all([
    listTags(kv),
    listAttributes(kv),
    listChannels(kv),
  ]);
  return { tags, attributes, channels };
}

/** The fields of the workspace. */
export async function readFindField(kv: Deno.Kv): Promise<FindField> {
  return fieldFinder(workspaceFields(await readFilterTerms(kv)));
}
