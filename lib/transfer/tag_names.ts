// Tags of a file, by name: which exist, which are to be made, and which the importing person may not give.
import { isOffered, TAG_COLORS, TAG_DEFINITIONS_MAX } from "@/lib/domain/tag.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { isAllowed } from "@/lib/domain/policy.ts";
import { foldTagName } from "@/lib/domain/tag_input.ts";
import { InputError } from "@/lib/errors.ts";
import { listTags } from "@/lib/store/tags.ts";

/** A tag's id, or why it is left out. */
export type TagAnswer = { id: string } | { reason: "tag_unknown" | "tags_full" | "tag_too_long" };

export interface TagNames {
  answer(name: string): TagAnswer;
  /** Names made, or that would be made by a dry run, so far. */
  readonly made: readonly string[];
  /** Makes the missing ones of these names; a dry run only notes them. */
  prepare(names: Iterable<string>): Promise<void>;
}

export interface TagNamesOptions {
  createTags: boolean;
  /** A dry run makes nothing. */
  isCheck: boolean;
}

/** Reads the definitions once; names of tags made by others meanwhile are found when making them fails. */
export async function openTagNames(
  acting: Acting,
  { createTags, isCheck }: TagNamesOptions,
): Promise<TagNames> {
  const answers = new Map<string, TagAnswer>();
  const made: string[] = [];
  const tags = await listTags(acting.deps.kv);
  for (const tag of tags) {
    if (tag.deletedAtMs !== null) continue;
    const isOwn = isOffered(tag, acting.principal);
    answers.set(foldTagName(tag.name), isOwn ? { id: tag.id } : { reason: "tag_unknown" });
  }
  const mayCreate = createTags && isAllowed(acting.principal, "tag.create");

  async function make(name: string): Promise<TagAnswer> {
    if (!mayCreate) return { reason: "tag_unknown" };
    if (tags.length + made.length >= TAG_DEFINITIONS_MAX) return { reason: "tags_full" };
    const answer = isCheck ? { id: `new:${foldTagName(name)}` } : await created(acting, name);
    if ("id" in answer) made.push(name);
    return answer;
  }

  return {
    made,
    answer: (name) => answers.get(foldTagName(name)) ?? { reason: "tag_unknown" },
    async prepare(names) {
      for (const name of names) {
        const key = foldTagName(name);
        if (!answers.has(key)) answers.set(key, await make(name));
      }
    },
  };
}

async function created(acting: Acting, name: string): Promise<TagAnswer> {
  try {
    const color = TAG_COLORS[[...name].length % TAG_COLORS.length] ?? "gray";
    const look = { color, description: "", visibleToAgents: true, inQuickFilter: true };
    return { id: (await createTag(acting, { name, ...look })).id };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { name: problem, form } = error.problems;
    const taken = problem?.code === "tag_name_taken" ? problem.params?.["tagId"] : undefined;
    if (typeof taken === "string") return { id: taken };
    return { reason: form?.code === "tags_full" ? "tags_full" : "tag_too_long" };
  }
}
