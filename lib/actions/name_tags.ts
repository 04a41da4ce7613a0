// Tags that are named while a contact is saved: known names find their tag, others make one in the same commit.
import { requireAllowed } from "@/lib/domain/policy.ts";
import { isOffered, type Tag, TAG_DEFINITIONS_MAX } from "@/lib/domain/tag.ts";
import { foldTagName, parseTagInput } from "@/lib/domain/tag_input.ts";
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import type { Change } from "@/lib/store/change.ts";
import { listTagsIn, stageCreateTag } from "@/lib/store/tags.ts";
import type { Acting } from "./deps.ts";
import { stageTagEvent } from "./tag_event.ts";

/** What a tag made in passing looks like; an admin can change it later. */
const PLAIN = {
  color: "gray",
  description: "",
  visibleToAgents: true,
  inQuickFilter: true,
} as const;

/**
 * The ids of the named tags; 1 check however many there are.
 * Throws `ForbiddenError`, and `InputError` on `tagIds`: `too_long`, `tag_name_taken` by one the person cannot see.
 */
export async function stageNamedTags(
  change: Change,
  acting: Acting,
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  requireAllowed(acting.principal, "tag.create");
  const all = await listTagsIn(change);
  refuseBeyondLimit(all.length + names.length);
  const known = all.filter((tag) => isOffered(tag, acting.principal));
  const ids = new Map(known.map((tag) => [foldTagName(tag.name), tag.id]));
  for (const name of names) {
    const folded = foldTagName(name);
    if (folded === "" || ids.has(folded)) continue;
    const tag = newTag(acting, name);
    await asTagProblem(() => stageCreateTag(change, tag));
    stageTagEvent(change, acting, null, tag);
    ids.set(folded, tag.id);
  }
  return names.flatMap((name) => ids.get(foldTagName(name)) ?? []);
}

/** Counted as if all names were new: close to the limit an admin has to tidy up anyway. */
function refuseBeyondLimit(count: number): void {
  if (count <= TAG_DEFINITIONS_MAX) return;
  throw new InputError(`Cannot create tags: ${count} would be too many`, {
    tagIds: { code: "tags_full", params: { max: TAG_DEFINITIONS_MAX } },
  });
}

function newTag({ deps }: Acting, name: string): Tag {
  const fields = parsed(name);
  return { ...fields, id: deps.newId(), deletedAtMs: null, createdAtMs: deps.now(), revision: 1 };
}

function parsed(name: string) {
  try {
    return parseTagInput({ ...PLAIN, name });
  } catch (error) {
    throw onTagIds(error);
  }
}

async function asTagProblem(stage: () => Promise<void>): Promise<void> {
  try {
    await stage();
  } catch (error) {
    throw onTagIds(error);
  }
}

/** The form shows what is wrong with a new tag's name at the tags. */
function onTagIds(error: unknown): unknown {
  if (!(error instanceof InputError)) return error;
  const [problem] = Object.values<FieldProblems[string]>(error.problems);
  return new InputError(error.message, { tagIds: problem ?? { code: "tag_unknown" } });
}
