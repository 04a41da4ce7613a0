// Reading an inbound event from data of outside, and saying what is wrong with it by its fields.
import type { z } from "zod";
import type { FieldProblem, FieldProblems } from "@/lib/errors.ts";
import { type InboundEvent, inboundEventSchema } from "./inbound.ts";

const PROBLEMS_MAX = 20;
const KINDS = inboundEventSchema.options.map(({ shape }) => shape.kind.value);

/** The event that this is, or its fields that break a rule, by their paths. */
export function readInboundEvent(
  data: unknown,
): { event: InboundEvent; problems?: undefined } | { event: null; problems: FieldProblems } {
  const read = inboundEventSchema.safeParse(data, { reportInput: true });
  return read.success
    ? { event: read.data }
    : { event: null, problems: inboundProblems(read.error) };
}

type Issue = z.core.$ZodIssue;

/** Fields that break the schema, by their paths: as many as somebody can put right at once. */
function inboundProblems(error: z.ZodError): FieldProblems {
  const problems = error.issues.slice(0, PROBLEMS_MAX).flatMap(issueProblems);
  // Names come from outside: as entries they can be no prototype.
  return Object.fromEntries(problems.slice(0, PROBLEMS_MAX));
}

function issueProblems(issue: Issue): [string, FieldProblem][] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, PROBLEMS_MAX).map((key) => [
      pathText([...path, key]),
      { code: "field_unknown" },
    ]);
  }
  return [[pathText(path), issueProblem(issue)]];
}

/** Wants issues with their input: one without is of a field that is not there. */
function issueProblem(issue: Issue): FieldProblem {
  switch (issue.code) {
    case "too_big":
      return tooBig(issue);
    case "invalid_type":
      return typeProblem(issue);
    case "invalid_value":
      return choiceProblem(issue.values);
    case "invalid_union":
      return issue.path[0] === "kind" ? choiceProblem(KINDS) : { code: "invalid" };
    case "custom":
      return { code: String(issue.params?.["problem"] ?? "invalid") };
    default:
      return { code: "invalid" };
  }
}

function tooBig({ origin, maximum }: Extract<Issue, { code: "too_big" }>): FieldProblem {
  const code = origin === "string" ? "too_long" : origin === "array" ? "too_many" : null;
  return code === null ? { code: "invalid" } : { code, params: { max: Number(maximum) } };
}

/** Types by the names that JSON has for them. */
const TYPES: Record<string, string> = { int: "integer", record: "object" };

function typeProblem({ expected, input }: Extract<Issue, { code: "invalid_type" }>): FieldProblem {
  if (input === undefined) return { code: "field_required" };
  return { code: "type_wrong", params: { type: TYPES[expected] ?? expected } };
}

function choiceProblem(values: readonly unknown[]): FieldProblem {
  return { code: "choice_unknown", params: { choices: values.join(", ") } };
}

function pathText(path: readonly string[]): string {
  return path.map((part) => part.slice(0, 80)).join(".") || "form";
}
