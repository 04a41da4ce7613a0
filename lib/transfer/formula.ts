// Cells that a spreadsheet would run as a formula: neutralised on the way out, restored on the way in (14.2).

/** Spreadsheets trim a cell, so what stands behind spaces and control characters counts. */
// deno-lint-ignore no-control-regex -- NUL and the others are what attackers put first
const TRIGGER = /^[\s\u0000-\u001F]*[=+\-@＝＋－＠]|^[\t\r\n\u0000]/u;

/** The cell with an apostrophe before it if a spreadsheet might run it. */
export function withFormulaGuard(cell: string): string {
  // A cell that is guarded already gets one more, so that the way back gives exactly what was there.
  return TRIGGER.test(cell) || isGuarded(cell) ? `'${cell}` : cell;
}

/** The cell without the apostrophe that `withFormulaGuard` put there. */
export function withoutFormulaGuard(cell: string): string {
  return isGuarded(cell) ? cell.slice(1) : cell;
}

function isGuarded(cell: string): boolean {
  return /^'+/.test(cell) && TRIGGER.test(cell.replace(/^'+/, ""));
}

/** One line of CSV, cells quoted where needed and guarded; ends with a line end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(withFormulaGuard(cell))).join(",")}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
