// Tag definitions: unique names ignoring case, soft deletion that frees the name, and the cached list of all.
import { type Tag, TAG_DEFINITIONS_MAX, tagSchema } from "@/lib/domain/tag.ts";
import { foldTagName } from "@/lib/domain/tag_input.ts";
import { InputError, NotFoundError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { rangePrefix } from "./keys/range.ts";
import { tagHeadKey, tagKey, tagNameKey } from "./keys/workspace.ts";

interface CachedTags {
  versionstamp: string | null;
  tags: readonly Tag[];
}

const cache = new WeakMap<Deno.Kv, CachedTags>();

/** All definitions, deleted ones included, by name; at most 1000. Costs one read while nothing has changed. */
export async function listTags(kv: Deno.Kv): Promise<readonly Tag[]> {
  // The head before the list: a change in between makes the next call read again.
  const { versionstamp } = await kv.get(tagHeadKey());
  const cached = cache.get(kv);
  if (cached && cached.versionstamp === versionstamp) return cached.tags;
  const tags = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("tag") }, { limit: TAG_DEFINITIONS_MAX, batchSize: 500 }),
    ({ value }) => tagSchema.parse(value),
  );
  tags.sort((a, b) => byText(foldTagName(a.name), foldTagName(b.name)) || byText(a.id, b.id));
  cache.set(kv, { versionstamp, tags });
  return tags;
}

/** `listTags` for a commit that depends on it: the commit fails if any tag has changed by then. 1 check. */
export async function listTagsIn(change: Change): Promise<readonly Tag[]> {
  await change.get(tagHeadKey());
  return await listTags(change.kv);
}

/** The definition, or null. */
export async function findTag(kv: Deno.Kv, id: string): Promise<Tag | null> {
  const { value } = await kv.get(tagKey(id));
  return value === null ? null : tagSchema.parse(value);
}

/** The definition, deleted or not. Throws `NotFoundError`. */
export async function requireTag(kv: Deno.Kv, id: string): Promise<Tag> {
  const tag = await findTag(kv, id);
  if (tag === null) throw new NotFoundError(`There is no tag ${id}`);
  return tag;
}

/** Reads the tag and makes the commit fail if it has changed by then. Throws `NotFoundError`. */
export async function requireTagIn(change: Change, id: string): Promise<Tag> {
  const { value } = await change.get(tagKey(id));
  if (value === null) throw new NotFoundError(`There is no tag ${id}`);
  return tagSchema.parse(value);
}

/** Throws `InputError`: `tag_name_taken` on `name`, or `tags_full` on `form` beyond 1000 definitions. */
export async function stageCreateTag(change: Change, tag: Tag): Promise<void> {
  if ((await listTagsIn(change)).length >= TAG_DEFINITIONS_MAX) {
    throw new InputError(`Cannot create tag ${tag.id}: there are ${TAG_DEFINITIONS_MAX} already`, {
      form: { code: "tags_full", params: { max: TAG_DEFINITIONS_MAX } },
    });
  }
  await stageTag(change, null, tag);
}

/**
 * A change of a tag that `requireTagIn` has read: also its deletion and its return, by `deletedAtMs`.
 * Throws `InputError` `tag_name_taken` on `name`.
 */
export async function stageEditTag(change: Change, before: Tag, after: Tag): Promise<void> {
  await stageTag(change, before, after);
}

/** The head is set by every change of a tag, so its check vouches for all names: 1 check for any number of tags. */
async function stageTag(change: Change, before: Tag | null, after: Tag): Promise<void> {
  await change.get(tagHeadKey());
  const held = before && heldName(before);
  const wanted = heldName(after);
  if (held !== null && held !== wanted) change.delete(tagNameKey(held));
  if (wanted !== null && wanted !== held) await stageName(change, wanted, after.id);
  change.set(tagKey(after.id), after);
  change.set(tagHeadKey(), null);
}

async function stageName(change: Change, name: string, id: string): Promise<void> {
  const { value } = await change.read<string>(tagNameKey(name));
  if (value !== null && value !== id) {
    throw new InputError(`Cannot save tag ${id}: tag ${value} has this name`, {
      name: { code: "tag_name_taken", params: { tagId: value } },
    });
  }
  change.set(tagNameKey(name), id);
}

/** The name a tag keeps others from having; a deleted one keeps none. */
export function heldName(tag: Tag): string | null {
  return tag.deletedAtMs === null ? foldTagName(tag.name) : null;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
