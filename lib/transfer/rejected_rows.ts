// Rejected rows as a CSV file: to be read in a spreadsheet, corrected, and imported again.
import type { ImportRun, RowProblem } from "@/lib/domain/import_run.ts";
import { listRejectedRows } from "@/lib/store/import_runs.ts";
import { csvLine } from "./formula.ts";

/** Finished words for the headings and the reasons. */
export interface RejectedRowsWords {
  row: string;
  reason: string;
  /** The heading of a column that has none, by its number from 1. */
  column(number: number): string;
  explain(problem: RowProblem): string;
}

/** Without the mark, spreadsheets take UTF-8 for something else. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Row number and reason first, then the row as it was in the file; cells are guarded against being run as formulas.
 * Rows come from the run once it has begun, before that from the check.
 */
export async function* rejectedRowsCsv(
  kv: Deno.Kv,
  run: ImportRun,
  words: RejectedRowsWords,
): AsyncGenerator<string, void> {
  const headings = (run.layout?.headings ?? []).map((heading, at) =>
    heading || words.column(at + 1)
  );
  yield BYTE_ORDER_MARK + csvLine([words.row, words.reason, ...headings]);
  const phase = run.tally.rows > 0 || run.state === "done" ? "run" : "check";
  for await (const { row, cells, problem } of listRejectedRows(kv, run.id, phase)) {
    const found = problem.value && `${words.explain(problem)} (${problem.value})`;
    yield csvLine([String(row), found || words.explain(problem), ...cells]);
  }
}
