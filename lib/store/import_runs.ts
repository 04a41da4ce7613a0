// Import runs: their records, their uploaded files in chunks, and the rows that were rejected.
import { z } from "zod";
import {
  IMPORT_BYTES_MAX,
  IMPORT_FILE_DAYS,
  IMPORT_REJECTED_DAYS,
  type ImportRun,
  importRunSchema,
  rowProblemSchema,
} from "@/lib/domain/import_run.ts";
import { InputError, NotFoundError } from "@/lib/errors.ts";
import { type Change, MUTATIONS_MAX, saveChange } from "./change.ts";
import { importChunkKey, importRowKey, importRunKey } from "./keys/jobs.ts";
import { rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";

const CHUNK_BYTES = 60 * 1024;
const CHUNKS_PER_READ = 10;
const DAY_MS = 86_400_000;
/** A stored row is for a person to look at and to correct: very long cells are cut. */
const CELL_CHARS_MAX = 1_000;
const ROW_CHARS_MAX = 12_000;
const ROWS_PER_COMMIT = 30;

/** A row that was rejected, by the check or by the run: the later one replaces the earlier. */
export const rejectedRowSchema = z.object({
  row: z.number(),
  phase: z.enum(["check", "run"]),
  cells: z.array(z.string()),
  problem: rowProblemSchema,
});
export type RejectedRow = z.infer<typeof rejectedRowSchema>;

export async function findImportRun(kv: Deno.Kv, id: string): Promise<ImportRun | null> {
  const { value } = await kv.get(importRunKey(id));
  return value === null ? null : importRunSchema.parse(value);
}

/** Those of them that are there, by id. */
export async function findImportRuns(
  kv: Deno.Kv,
  ids: readonly string[],
): Promise<Map<string, ImportRun>> {
  const entries = await readMany<unknown>(kv, ids.map(importRunKey));
  const runs = entries.flatMap(({ value }) => value === null ? [] : importRunSchema.parse(value));
  return new Map(runs.map((run) => [run.id, run]));
}

/** The newest runs of the workspace, newest first; `limit` from 1 to 500. */
export async function listImportRuns(kv: Deno.Kv, limit: number): Promise<ImportRun[]> {
  const entries = kv.list({ prefix: rangePrefix("import") }, { reverse: true, limit });
  return await Array.fromAsync(entries, ({ value }) => importRunSchema.parse(value));
}

/** Reads the run and makes the commit fail if it has changed by then. Throws `NotFoundError`. */
export async function requireImportRunIn(change: Change, id: string): Promise<ImportRun> {
  const { value } = await change.get(importRunKey(id));
  if (value === null) throw new NotFoundError(`There is no import ${id}`);
  return importRunSchema.parse(value);
}

/** A run that never gets beyond its upload goes when its file does. */
export function stageImportRun(change: Change, run: ImportRun): void {
  const options = run.state === "uploaded" ? { expireIn: IMPORT_FILE_DAYS * DAY_MS } : undefined;
  change.set(importRunKey(run.id), run, options);
}

/** The report goes too; the file is deleted by `deleteImportFile`. */
export function stageDeleteImportRun(change: Change, id: string): void {
  change.delete(importRunKey(id));
}

/**
 * Stores an uploaded file as it comes, a chunk at a time; it is deleted after a week. Throws `InputError`
 * `file_too_large` beyond 20 MiB; then, and when the body breaks off, what was stored is deleted.
 */
export async function saveImportFile(
  kv: Deno.Kv,
  runId: string,
  body: AsyncIterable<Uint8Array>,
): Promise<{ chunks: number; sizeBytes: number }> {
  const expireIn = IMPORT_FILE_DAYS * DAY_MS;
  let chunks = 0;
  let sizeBytes = 0;
  try {
    for await (const chunk of evenChunks(body)) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > IMPORT_BYTES_MAX) throw tooLarge();
      const key = importChunkKey(runId, chunks++);
      await saveChange(kv, (change) => change.set(key, chunk, { expireIn }));
    }
    return { chunks, sizeBytes };
  } catch (error) {
    await deleteImportFile(kv, runId);
    throw error;
  }
}

function tooLarge(): InputError {
  return new InputError(`Cannot import: the file has more than ${IMPORT_BYTES_MAX} bytes`, {
    file: { code: "file_too_large", params: { max: IMPORT_BYTES_MAX / 1024 / 1024 } },
  });
}

async function* evenChunks(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let chunk = new Uint8Array(CHUNK_BYTES);
  let filled = 0;
  for await (const bytes of body) {
    for (let at = 0; at < bytes.byteLength;) {
      const part = bytes.subarray(at, at + CHUNK_BYTES - filled);
      chunk.set(part, filled);
      filled += part.byteLength;
      at += part.byteLength;
      if (filled < CHUNK_BYTES) continue;
      yield chunk;
      chunk = new Uint8Array(CHUNK_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

/** The stored file from its start. Throws `NotFoundError` when some of it has expired. */
export async function* readImportFile(
  kv: Deno.Kv,
  { id, chunks }: Pick<ImportRun, "id" | "chunks">,
): AsyncGenerator<Uint8Array, void> {
  let next = 0;
  const entries = kv.list<Uint8Array>({ prefix: rangePrefix("import_chunk", id) }, {
    batchSize: CHUNKS_PER_READ,
  });
  for await (const { key, value } of entries) {
    if (key.at(-1) !== next) break;
    next++;
    yield value;
  }
  if (next !== chunks) throw new NotFoundError(`The file of import ${id} is no longer stored`);
}

/** Deletes the stored file; the run and its report stay. */
export async function deleteImportFile(kv: Deno.Kv, runId: string): Promise<void> {
  for await (const { key } of kv.list({ prefix: rangePrefix("import_chunk", runId) })) {
    await saveChange(kv, (change) => change.delete(key));
  }
}

/** Keeps rejected rows for 30 days. Saving a row again replaces it, so a resumed run may repeat itself. */
export async function saveRejectedRows(
  kv: Deno.Kv,
  runId: string,
  rows: RejectedRow[],
): Promise<void> {
  const expireIn = IMPORT_REJECTED_DAYS * DAY_MS;
  for (let at = 0; at < rows.length; at += ROWS_PER_COMMIT) {
    await saveChange(kv, (change) => {
      for (const row of rows.slice(at, at + ROWS_PER_COMMIT)) {
        change.set(importRowKey(runId, row.row), { ...row, cells: cutCells(row.cells) }, {
          expireIn,
        });
      }
    });
  }
}

/** Forgets rejections of rows that a second look has taken. */
export async function deleteRejectedRows(
  kv: Deno.Kv,
  runId: string,
  rows: number[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += MUTATIONS_MAX) {
    await saveChange(kv, (change) => {
      for (const row of rows.slice(at, at + MUTATIONS_MAX)) change.delete(importRowKey(runId, row));
    });
  }
}

/** Rejected rows in the order of the file, read as they are used. */
export async function* listRejectedRows(
  kv: Deno.Kv,
  runId: string,
  phase: RejectedRow["phase"],
): AsyncGenerator<RejectedRow, void> {
  for await (const { value } of kv.list({ prefix: rangePrefix("import_row", runId) })) {
    const row = rejectedRowSchema.parse(value);
    if (row.phase === phase) yield row;
  }
}

function cutCells(cells: string[]): string[] {
  let left = ROW_CHARS_MAX;
  return cells.map((cell) => {
    const cut = cell.slice(0, Math.min(CELL_CHARS_MAX, left)).toWellFormed();
    left -= cut.length;
    return cut;
  });
}
