// The rules for what is typed about a tag, and for when two tag names are the same (6.1).
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import { cleanName } from "./handle.ts";
import {
  TAG_COLORS,
  TAG_DESCRIPTION_CHARS_MAX,
  TAG_NAME_CHARS_MAX,
  type TagColor,
  type TagInput,
} from "./tag.ts";

/** What a form offers: a colour not yet known to be one of ours. */
export type TypedTag = Omit<TagInput, "color"> & { color: string };

/** @throws InputError with problems on `name`, `description` and `color`. */
export function parseTagInput(input: TypedTag): TagInput {
  const name = cleanName(input.name);
  const description = cleanName(input.description);
  const color = TAG_COLORS.find((known) => known === input.color);
  const problems: FieldProblems = {};
  if (name === "") problems["name"] = { code: "tag_name_empty" };
  // The folded name too: single signs that stand for whole words would outgrow a key.
  else if (Math.max(name.length, foldTagName(name).length) > TAG_NAME_CHARS_MAX) {
    problems["name"] = { code: "too_long", params: { max: TAG_NAME_CHARS_MAX } };
  }
  if (description.length > TAG_DESCRIPTION_CHARS_MAX) {
    problems["description"] = { code: "too_long", params: { max: TAG_DESCRIPTION_CHARS_MAX } };
  }
  return accepted({ ...input, name, description }, color, problems);
}

function accepted(
  input: TypedTag,
  color: TagColor | undefined,
  problems: FieldProblems,
): TagInput {
  if (color === undefined) problems["color"] = { code: "color_invalid" };
  const paths = Object.keys(problems);
  if (color === undefined || paths.length > 0) {
    throw new InputError(`Tag refused: ${paths.join(", ")}`, problems);
  }
  const { name, description, visibleToAgents, inQuickFilter } = input;
  return { name, color, description, visibleToAgents, inQuickFilter };
}

/** Names are the same if they look the same in lower case. */
export function foldTagName(name: string): string {
  return name.normalize("NFKC").toLowerCase().normalize("NFKC");
}
