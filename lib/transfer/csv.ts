// Reading CSV as people's programs write it: any delimiter, any line end, quotes that are wrong.
import { type FileRecord, RECORD_CHARS_MAX } from "./record.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const LINE_END = /\r\n|\n|\r/g;
const SNIFFED_LINES = 30;

/**
 * The delimiter of a text's beginning: the one that stands in the heading and, outside quotes, equally often in most
 * lines. A first line `sep=;`, as spreadsheets write it, decides.
 */
export function sniffDelimiter(head: string): string {
  const named = /^sep=(.)\r?\n/i.exec(head);
  if (named?.[1]) return named[1];
  const lines = head.replace(/"(?:[^"]|"")*"/g, "").split(LINE_END).filter((line) => line !== "")
    .slice(0, SNIFFED_LINES);
  const scores = DELIMITERS.map((delimiter) => delimiterScore(lines, delimiter));
  const best = Math.max(...scores);
  return best > 0 ? DELIMITERS[scores.indexOf(best)] ?? "," : ",";
}

function delimiterScore(lines: string[], delimiter: string): number {
  const [heading = 0, ...counts] = lines.map((line) => line.split(delimiter).length - 1);
  if (heading === 0) return 0;
  const alike = counts.filter((count) => count === heading).length;
  return (1 + alike) / (1 + counts.length) + Math.min(heading, 99) / 1000;
}

/**
 * The records of a CSV text, read as a stream: no more than a record and a piece of text are held. Lines without
 * anything are no records. A quote that is not closed spoils its own line only: the reader goes on with the next one.
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<FileRecord, void> {
  let buffer = "";
  let row = 0;
  let isCut = false; // the rest of a line that was too long is still to come
  for await (const piece of withEnd(text)) {
    const reading = { delimiter, isEnd: piece === null };
    buffer += piece ?? "";
    const rest: Line | null = isCut ? lineAt(buffer, 0, reading.isEnd) : null;
    let at = rest?.next ?? (isCut ? buffer.length : 0);
    isCut &&= rest === null;
    while (at < buffer.length) {
      const parsed = parseRecord(buffer, at, reading);
      if (parsed === null) break;
      at = parsed.next;
      isCut = parsed.isCut ?? false;
      const { cells, problem } = parsed;
      const isNothing = cells.length === 1 && cells[0]?.trim() === "";
      const isDirective = row === 0 && /^sep=.?$/i.test(cells[0] ?? "");
      if (!isNothing && !isDirective) yield { row: ++row, cells, problem };
    }
    buffer = buffer.slice(at);
  }
}

/** Null after the last piece: what is left then is all there is. */
async function* withEnd(text: AsyncIterable<string>): AsyncGenerator<string | null, void> {
  yield* text;
  yield null;
}

interface Reading {
  delimiter: string;
  /** No more text will come after the buffer. */
  isEnd: boolean;
}

interface Parsed extends Pick<FileRecord, "cells" | "problem"> {
  next: number;
  /** The line is longer than what is there of it. */
  isCut?: boolean;
}

/** The record at `start`, or null when the buffer does not hold all of it yet. */
function parseRecord(text: string, start: number, reading: Reading): Parsed | null {
  const line = lineAt(text, start, reading.isEnd);
  if (line !== null && !text.slice(start, line.end).includes('"')) {
    return plainRecord(text, line, reading);
  }
  const parsed = parseQuotedRecord(text, start, reading);
  if (parsed === "more" && text.length - start <= RECORD_CHARS_MAX) return null;
  if (parsed !== "more" && parsed !== "broken") return parsed;
  return brokenRecord(text, start, reading);
}

interface Line {
  start: number;
  end: number;
  next: number;
}

function lineAt(text: string, start: number, isEnd: boolean): Line | null {
  LINE_END.lastIndex = start;
  const match = LINE_END.exec(text);
  if (match === null) return isEnd ? { start, end: text.length, next: text.length } : null;
  const next = match.index + match[0].length;
  // A carriage return at the end of the buffer may be half a line end.
  if (match[0] === "\r" && next === text.length && !isEnd) return null;
  return { start, end: match.index, next };
}

function plainRecord(text: string, line: Line, { delimiter }: Reading): Parsed {
  const length = line.end - line.start;
  const cells = text.slice(line.start, Math.min(line.end, line.start + RECORD_CHARS_MAX)).split(
    delimiter,
  );
  return { cells, problem: length > RECORD_CHARS_MAX ? "record_too_long" : null, next: line.next };
}

/** The line at `start` alone, its cells cut at every delimiter, so that a person can see what it was. */
function brokenRecord(text: string, start: number, reading: Reading): Parsed {
  const whole = lineAt(text, start, reading.isEnd);
  const line = whole ?? { start, end: text.length, next: text.length };
  const { cells, problem, next } = plainRecord(text, line, reading);
  const bare = cells.map((cell) => cell.replace(/^"|"$/g, ""));
  return { cells: bare, problem: problem ?? "quote_open", next, isCut: whole === null };
}

function parseQuotedRecord(
  text: string,
  start: number,
  reading: Reading,
): Parsed | "more" | "broken" {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    const cell = readCell(text, at, reading);
    if (cell === "more" || cell === "broken") return cell;
    cells.push(cell.value);
    if (text.startsWith(reading.delimiter, cell.end)) {
      at = cell.end + reading.delimiter.length;
      continue;
    }
    const line = lineAt(text, cell.end, reading.isEnd);
    return line === null ? "more" : { cells, problem: null, next: line.next };
  }
}

interface Cell {
  value: string;
  /** Where the delimiter or the line end stands. */
  end: number;
}

function readCell(text: string, start: number, reading: Reading): Cell | "more" | "broken" {
  let at = start;
  while (text[at] === " ") at++;
  if (text[at] === '"') return readQuotedCell(text, at, reading);
  const line = lineAt(text, start, reading.isEnd);
  if (line === null) return "more";
  const delimiterAt = text.slice(start, line.end).indexOf(reading.delimiter);
  const end = delimiterAt === -1 ? line.end : start + delimiterAt;
  return { value: text.slice(start, end), end };
}

/**
 * A quoted cell may run over several lines if all its quotes are right. One with a stray quote inside (`"Tom "Ace" Li"`)
 * must close on its own line: otherwise the opening quote is the mistake, and reading on would swallow the next rows.
 */
function readQuotedCell(text: string, open: number, reading: Reading): Cell | "more" | "broken" {
  let value = "";
  let from = open + 1;
  let hasStray = false;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return reading.isEnd ? "broken" : "more";
    if (quote - open > RECORD_CHARS_MAX) return "broken";
    value += text.slice(from, quote);
    const after = text[quote + 1];
    if (after === undefined && !reading.isEnd) return "more";
    const spansLines = hasLineEnd(value);
    if (hasStray && spansLines) return "broken";
    if (after === '"') value += '"';
    else if (closesCell(after, reading.delimiter)) return { value, end: quote + 1 };
    else if (spansLines) return "broken";
    else {
      hasStray = true;
      value += '"';
    }
    from = quote + (after === '"' ? 2 : 1);
  }
}

function closesCell(after: string | undefined, delimiter: string): boolean {
  return after === undefined || after === delimiter || after === "\n" || after === "\r";
}

function hasLineEnd(value: string): boolean {
  return value.includes("\n") || value.includes("\r");
}
