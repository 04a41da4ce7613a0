// Counting what became of rows, with the reasons grouped so that a person can read a hundred thousand of them.
import type { ReasonGroup, RowEnd, RowProblem, Tally } from "@/lib/domain/import_run.ts";

/** What became of a row. */
export interface RowOutcome {
  row: number;
  cells: string[];
  end: RowEnd;
  /** Why, when it was skipped or rejected. */
  problem: RowProblem | null;
  warnings: RowProblem[];
}

const GROUPS_MAX = 60;
const EXAMPLES_MAX = 5;
const NEW_TAGS_MAX = 200;

/** The tally with these rows added; the given one stays as it is. */
export function addOutcomes(
  tally: Tally,
  outcomes: RowOutcome[],
  newTags: readonly string[] = [],
): Tally {
  const sum = structuredClone(tally);
  for (const { row, end, problem, warnings } of outcomes) {
    sum.rows++;
    sum[end]++;
    if (problem !== null) addToGroup(sum.groups, row, { ...problem, end });
    for (const warning of warnings) addToGroup(sum.groups, row, { ...warning, end: "taken" });
  }
  sum.newTags = [...new Set([...sum.newTags, ...newTags])].slice(0, NEW_TAGS_MAX);
  return sum;
}

function addToGroup(
  groups: ReasonGroup[],
  row: number,
  { end, reason, column, value }: RowProblem & Pick<ReasonGroup, "end">,
): void {
  let group = groups.find((known) =>
    known.end === end && known.reason === reason && known.column === column
  );
  if (group === undefined) {
    if (groups.length >= GROUPS_MAX) return;
    group = { end, reason, column, count: 0, examples: [] };
    groups.push(group);
  }
  group.count++;
  if (group.examples.length < EXAMPLES_MAX) group.examples.push({ row, value });
}
