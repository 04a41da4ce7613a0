// Patterns that texts have to match: never run by the engine's own RegExp, which a pattern could keep busy for ever.
import { RE2JS } from "re2js";
import type { FieldProblem } from "@/lib/errors.ts";
import { ATTRIBUTE_PATTERN_CHARS_MAX } from "./attribute.ts";

/** Instructions of a compiled pattern. Matching 1000 characters takes at most about as many steps for each. */
const PROGRAM_SIZE_MAX = 2000;
/** More than there are definitions, so that only edits throw anything out. */
const CACHED_MAX = 200;

const compiled = new Map<string, RE2JS>();

/** Why a pattern cannot be used, or null. "" is no pattern. */
export function patternProblem(pattern: string): FieldProblem | null {
  if (pattern === "") return null;
  if (pattern.length > ATTRIBUTE_PATTERN_CHARS_MAX) {
    return { code: "too_long", params: { max: ATTRIBUTE_PATTERN_CHARS_MAX } };
  }
  const program = compile(pattern);
  if (program === null) return { code: "pattern_invalid" };
  return program.programSize() > PROGRAM_SIZE_MAX ? { code: "pattern_large" } : null;
}

/** Whether the whole text matches; any does when there is no pattern, or a stored one that cannot be used. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (patternProblem(pattern) !== null) return true;
  return pattern === "" || (compile(pattern)?.testExact(text) ?? true);
}

function compile(pattern: string): RE2JS | null {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  try {
    const program = RE2JS.compile(pattern);
    if (compiled.size >= CACHED_MAX) compiled.clear();
    compiled.set(pattern, program);
    return program;
  } catch {
    return null; // a pattern's syntax is all that compiling can fail for
  }
}
