// The rules for what is entered about a segment (4.7).
import { type FieldProblem, type FieldProblems, InputError } from "@/lib/errors.ts";
import type { FilterTree } from "./filter/tree.ts";
import { cleanName } from "./handle.ts";
import { SEGMENT_NAME_CHARS_MAX, type SegmentInput } from "./segment.ts";
import { foldTagName } from "./tag_input.ts";

/**
 * What was entered, clean; what is left out stays out.
 * @throws InputError with problems on `name` and `filter`.
 */
export function parseSegmentInput<Input extends Partial<SegmentInput>>(input: Input): Input {
  const name = input.name === undefined ? undefined : cleanName(input.name);
  const problems: FieldProblems = {};
  const ofName = name === undefined ? null : nameProblem(name);
  const ofFilter = input.filter === undefined ? null : filterProblem(input.filter);
  if (ofName !== null) problems["name"] = ofName;
  if (ofFilter !== null) problems["filter"] = ofFilter;
  const paths = Object.keys(problems);
  if (paths.length > 0) throw new InputError(`Segment refused: ${paths.join(", ")}`, problems);
  return name === undefined ? input : { ...input, name };
}

/** Names of segments are the same when those of tags would be. */
export function foldSegmentName(name: string): string {
  return foldTagName(name);
}

function nameProblem(name: string): FieldProblem | null {
  if (name === "") return { code: "segment_name_empty" };
  // The folded name too, or it would not fit where names are compared.
  const length = Math.max(name.length, foldSegmentName(name).length);
  if (length <= SEGMENT_NAME_CHARS_MAX) return null;
  return { code: "too_long", params: { max: SEGMENT_NAME_CHARS_MAX } };
}

function filterProblem(filter: FilterTree): FieldProblem | null {
  if (filter.rules.length === 0) return { code: "segment_filter_empty" };
  return null;
}
