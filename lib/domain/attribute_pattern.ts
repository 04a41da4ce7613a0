// Patterns that texts have to match: never run by the engine's own RegExp, which a pattern could keep busy for ever.
import { RE2JS, RE2JSSyntaxException } from "re2js";
import type { FieldProblem } from "@/lib/errors.ts";
import { ATTRIBUTE_PATTERN_CHARS_MAX } from "./attribute.ts";

/** Instructions of a compiled pattern. Matching 1000 characters takes at most about as many steps for each. */
const PROGRAM_SIZE_MAX = 2000;
/** More than there are definitions, so that only edits throw anything out. */
const CACHED_MAX = 200;

const compiled = new Map<string, RE2JS>();

/** What the engine says of a pattern, and the problem that people are told; anything else is `pattern_invalid`. */
const CAUSES: Readonly<Record<string, string>> = {
  "missing closing )": "pattern_unclosed",
  "missing closing ]": "pattern_unclosed",
  "unexpected )": "pattern_unopened",
  "invalid repeat count": "pattern_repeat",
  "missing argument to repetition operator": "pattern_nothing_repeated",
  "invalid nested repetition operator": "pattern_nothing_repeated",
  "invalid character class range": "pattern_class",
  "invalid escape sequence": "pattern_unsupported",
  "invalid or unsupported Perl syntax": "pattern_unsupported",
  "invalid named capture": "pattern_unsupported",
};

/** Why a pattern cannot be used, with the `part` that is wrong, or null. "" is no pattern. */
export function patternProblem(pattern: string): FieldProblem | null {
  if (pattern === "") return null;
  if (pattern.length > ATTRIBUTE_PATTERN_CHARS_MAX) {
    return { code: "too_long", params: { max: ATTRIBUTE_PATTERN_CHARS_MAX } };
  }
  try {
    return compile(pattern).programSize() > PROGRAM_SIZE_MAX ? { code: "pattern_large" } : null;
  } catch (error) {
    return syntaxProblem(error, pattern);
  }
}

/** A pattern's syntax is all that compiling can fail for. */
function syntaxProblem(error: unknown, pattern: string): FieldProblem {
  if (!(error instanceof RE2JSSyntaxException)) {
    return { code: "pattern_invalid", params: { part: pattern } };
  }
  const code = CAUSES[error.getDescription()] ?? "pattern_invalid";
  return { code, params: { part: error.getPattern() ?? pattern } };
}

/** Whether the whole text matches; any does when there is no pattern, or a stored one that cannot be used. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (patternProblem(pattern) !== null) return true;
  return pattern === "" || compile(pattern).testExact(text);
}

/** Throws `RE2JSSyntaxException`. */
function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const program = RE2JS.compile(pattern);
  if (compiled.size >= CACHED_MAX) compiled.clear();
  compiled.set(pattern, program);
  return program;
}
