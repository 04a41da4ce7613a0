// The rules for what is entered about a segment (4.7).
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import { cleanName } from "./handle.ts";
import { SEGMENT_NAME_CHARS_MAX } from "./segment.ts";
import { foldTagName } from "./tag_input.ts";

/** @throws InputError with a problem on `name`. */
export function parseSegmentName(typed: string): string {
  const name = cleanName(typed);
  if (name === "") throw refused({ name: { code: "segment_name_empty" } });
  if (Math.max(name.length, foldSegmentName(name).length) > SEGMENT_NAME_CHARS_MAX) {
    throw refused({ name: { code: "too_long", params: { max: SEGMENT_NAME_CHARS_MAX } } });
  }
  return name;
}

/** Names of segments are the same when those of tags would be. */
export function foldSegmentName(name: string): string {
  return foldTagName(name);
}

function refused(problems: FieldProblems): InputError {
  return new InputError(`Segment refused: ${Object.keys(problems).join(", ")}`, problems);
}
