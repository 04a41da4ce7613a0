// A record of a file as its reader hands it on: cells by column, or why it could not be read.
import type { RowReason } from "@/lib/domain/import_run.ts";

/** Characters of one record; a longer one is broken, most likely by a quote that was never closed. */
export const RECORD_CHARS_MAX = 65_536;

export interface FileRecord {
  /** 1-based number among the records of the file, heading included: a spreadsheet's row. */
  row: number;
  cells: string[];
  problem: Extract<RowReason, "quote_open" | "record_too_long" | "card_unfinished"> | null;
}
