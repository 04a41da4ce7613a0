// Running an import in a test as the pages do: upload, map as suggested, check, run.
import { checkImport } from "@/lib/actions/check_import.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { mapImport } from "@/lib/actions/map_import.ts";
import { runImport } from "@/lib/actions/run_import.ts";
import { startImport } from "@/lib/actions/start_import.ts";
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { DEFAULT_RULES, type ImportRules, type ImportRun } from "@/lib/domain/import_run.ts";
import type { BulkSizes } from "@/lib/transfer/bulk.ts";
import { workOnImport } from "@/lib/transfer/import_run.ts";
import { inspectRun } from "@/lib/transfer/inspect_run.ts";
import { interruptedKv } from "./kv.ts";

const encoder = new TextEncoder();

/** A file's bytes in small pieces, as a slow network would bring them. */
export async function* inPieces(
  file: string | Uint8Array,
  size = 1000,
): AsyncGenerator<Uint8Array, void> {
  const bytes = typeof file === "string" ? encoder.encode(file) : file;
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

/** The same as a source that can be read again. */
export function asSource(file: string | Uint8Array, size?: number) {
  return () => inPieces(file, size);
}

/** Uploads and maps as suggested. */
export async function mapped(
  acting: Acting,
  file: string | Uint8Array,
  rules: Partial<ImportRules> = {},
): Promise<ImportRun> {
  const { kv } = acting.deps;
  const run = await startImport(acting, { fileName: "people.csv", body: inPieces(file) });
  const { inspection: { layout, guesses } } = await inspectRun(kv, run);
  const columns = guesses.map(({ target }) => target);
  return await mapImport(acting, run.id, {
    layout,
    columns,
    rules: { ...DEFAULT_RULES, ...rules },
  });
}

/** Checks and returns the run; nothing of the file is saved. */
export async function checked(acting: Acting, run: ImportRun): Promise<ImportRun> {
  await checkImport(acting, run.id);
  return await worked(acting, run);
}

/** Carries out and returns the run. */
export async function carriedOut(acting: Acting, run: ImportRun): Promise<ImportRun> {
  await runImport(acting, run.id);
  return await worked(acting, run);
}

async function worked(acting: Acting, { id }: ImportRun): Promise<ImportRun> {
  const run = await workOnImport(acting.deps, id, { acting });
  if (run === null) throw new Error(`There is no import ${id}`);
  return run;
}

/** What somebody does while an import is carried out. */
export interface Beside<T> {
  act(): Promise<T>;
  /** At the first progress unless told. */
  when?: (run: ImportRun) => boolean;
  sizes?: BulkSizes;
}

/**
 * Carries out, and lets somebody act as soon as the progress is such: before the next call of the store, so that it is
 * in every run between the same two steps. Returns both outcomes.
 */
export async function carriedOutBeside<T>(
  { deps, ...who }: Acting,
  runId: string,
  { act, when = () => true, sizes }: Beside<T>,
): Promise<{ run: ImportRun | null; acted: T }> {
  let isDue = false;
  let acting: Promise<T> | null = null;
  const { kv } = interruptedKv(deps.kv, async () => {
    if (isDue) await (acting ??= act());
  });
  const worker = { ...who, deps: { ...deps, kv } };
  const run = await workOnImport(worker.deps, runId, {
    acting: worker,
    ...(sizes ? { sizes } : {}),
    onProgress: (run) => isDue ||= when(run),
  });
  return { run, acted: await (acting ?? Promise.reject(new Error("There was no such progress"))) };
}

/** All contacts by id. */
export async function contactsOf(kv: Deno.Kv): Promise<Contact[]> {
  const entries = kv.list({ prefix: [1, "c"] });
  return await Array.fromAsync(entries, ({ value }) => contactSchema.parse(value));
}
