// The file of an import: where its bytes come from, what kind of file it is, and reading its records.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { IMPORT_COLUMNS_MAX, type ImportLayout, type ImportRun } from "@/lib/domain/import_run.ts";
import { InputError } from "@/lib/errors.ts";
import { readImportFile } from "@/lib/store/import_runs.ts";
import {
  type ColumnGuess,
  type FileSource,
  guessColumns,
  guessSource,
  looksLikeHeading,
  vcardColumns,
} from "./columns.ts";
import { readCsv, sniffDelimiter } from "./csv.ts";
import { type ByteSource, decodeText, sniffEncoding, textHead } from "./decode.ts";
import type { FileRecord } from "./record.ts";
import { readVcards, VCARD_COLUMNS } from "./vcard.ts";

/** What can be said of a file before anybody has looked at it. */
export interface FileInspection {
  layout: ImportLayout;
  guesses: ColumnGuess[];
  source: FileSource | null;
  /** The first records below the heading. */
  samples: string[][];
}

const HEAD_CHARS = 16_384;
const SAMPLES = 5;

/** The uploaded file of a run. */
export function storedFile(kv: Deno.Kv, run: Pick<ImportRun, "id" | "chunks">): ByteSource {
  return () => readImportFile(kv, run);
}

/**
 * Reads the whole file once for its encoding, then its beginning; columns are suggested for the given attributes too.
 * Throws `InputError` on `file`.
 */
export async function inspectFile(
  source: ByteSource,
  attributes: readonly Attribute[] = [],
): Promise<FileInspection> {
  const encoding = await sniffEncoding(source);
  const head = await textHead(source, encoding, HEAD_CHARS);
  if (/^\s*BEGIN:VCARD/i.test(head)) return await inspectVcard(source, encoding);
  if (head.includes("\0")) throw refused("file_not_text");
  const delimiter = sniffDelimiter(head);
  const layout = { format: "csv" as const, encoding, delimiter, hasHeading: false, headings: [] };
  const [first, ...others] = await firstRecords(source, layout);
  if (first === undefined) throw refused("file_empty");
  if (first.cells.length > IMPORT_COLUMNS_MAX) {
    throw refused("columns_too_many", IMPORT_COLUMNS_MAX);
  }
  const hasHeading = looksLikeHeading(first.cells);
  const rows = (hasHeading ? others : [first, ...others]).slice(0, SAMPLES).map(({ cells }) =>
    cells
  );
  const headings = first.cells.map((cell) => hasHeading ? cell.trim() : "");
  return {
    layout: { ...layout, hasHeading, headings },
    guesses: guessColumns(headings, rows, attributes),
    source: guessSource(headings),
    samples: rows,
  };
}

/** The records of a file in order, heading included. */
export function readRecords(
  source: ByteSource,
  { format, encoding, delimiter }: ImportLayout,
): AsyncGenerator<FileRecord, void> {
  const text = decodeText(source, encoding);
  return format === "vcard" ? readVcards(text) : readCsv(text, delimiter);
}

async function inspectVcard(
  source: ByteSource,
  encoding: ImportLayout["encoding"],
): Promise<FileInspection> {
  const headings = [...VCARD_COLUMNS];
  const layout = { format: "vcard" as const, encoding, delimiter: "", hasHeading: false, headings };
  const samples = (await firstRecords(source, layout)).slice(0, SAMPLES).map(({ cells }) => cells);
  const guesses = vcardColumns().map((target) => ({ target, confidence: "sure" as const }));
  return { layout, guesses, source: null, samples };
}

async function firstRecords(source: ByteSource, layout: ImportLayout): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  for await (const record of readRecords(source, layout)) {
    records.push(record);
    if (records.length > SAMPLES) break;
  }
  return records;
}

function refused(code: string, max?: number): InputError {
  const problem = max === undefined ? { code } : { code, params: { max } };
  return new InputError(`Cannot import the file: ${code}`, { file: problem });
}
