// What creating and editing a contact share: which tags may be chosen, and problems at the places of the form.
import { type ContactInput, TAGS_MAX } from "@/lib/domain/contact.ts";
import { cleanName } from "@/lib/domain/handle.ts";
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { type FieldProblems, InputError } from "@/lib/errors.ts";

export interface TagChoice {
  /** The form's. */
  wanted: string[];
  /** The contact's so far; [] for a new one. */
  had: string[];
}

/**
 * The tags a contact has after a form. Tags that the person cannot see stay as they were, so that restoring a tag
 * brings it back and an agent does not remove what only admins see. Throws `InputError` `tag_unknown` on `tagIds`.
 */
export function chosenTagIds(
  tags: readonly Tag[],
  principal: Principal,
  { wanted, had }: TagChoice,
): string[] {
  const offered = new Set(tags.filter((tag) => isOffered(tag, principal)).map(({ id }) => id));
  const unknown = wanted.filter((id) => !offered.has(id) && !had.includes(id));
  if (unknown.length > 0) {
    throw new InputError(`Contact refused: ${unknown.length} tags are not on offer`, {
      tagIds: { code: "tag_unknown" },
    });
  }
  const kept = had.filter((id) => wanted.includes(id) || !offered.has(id));
  return [...kept, ...wanted.filter((id) => !had.includes(id))];
}

/** Each tag once. Throws `InputError` `too_many` on `tagIds` beyond the limit of rule 1.6. */
export function withinTagLimit(tagIds: string[]): string[] {
  const unique = [...new Set(tagIds)];
  if (unique.length <= TAGS_MAX) return unique;
  throw new InputError(`Contact refused: ${unique.length} tags`, {
    tagIds: { code: "too_many", params: { max: TAGS_MAX } },
  });
}

/** Runs a save whose problems name places in the record's lists, and names those of the form's lists instead. */
export async function withFormPlaces<T>(input: ContactInput, save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.message, atFormPlaces(input, error.problems));
  }
}

/** The form's lists may have empty places, which the record does not. */
function atFormPlaces(input: ContactInput, problems: FieldProblems): FieldProblems {
  const places = { emails: filledPlaces(input.emails), phones: filledPlaces(input.phones) };
  return Object.fromEntries(
    Object.entries(problems).map(([path, problem]) => {
      const [list, at] = path.split(".");
      if (list !== "emails" && list !== "phones") return [path, problem];
      return [`${list}.${places[list][Number(at)] ?? at}`, problem];
    }),
  );
}

function filledPlaces(list: string[]): number[] {
  return list.flatMap((value, at) => cleanName(value) === "" ? [] : [at]);
}
