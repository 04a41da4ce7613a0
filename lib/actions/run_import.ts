// Orders an import to be carried out, or to go on after it was stopped or failed.
import type { ImportRun } from "@/lib/domain/import_run.ts";
import type { Acting } from "./deps.ts";
import { changeImport } from "./import_access.ts";

/** Whoever works on imports does it from here on. Throws `NotFoundError`, `ConflictError`. */
export async function runImport(acting: Acting, id: string): Promise<ImportRun> {
  return await changeImport(acting, id, {
    from: ["mapped", "checked", "stopped", "failed"],
    edit: () => ({ state: "running", failure: null, readBytes: 0, worker: null }),
  });
}

/**
 * The same for a run that may be under way still: whoever is at it stops at the next commit, and all its rows are
 * done by then or not at all. For the command line, whose user knows that the earlier process is gone.
 */
export async function takeOverImport(acting: Acting, id: string): Promise<ImportRun> {
  return await changeImport(acting, id, {
    from: ["mapped", "checked", "running", "stopped", "failed"],
    edit: () => ({ state: "running", failure: null, readBytes: 0, worker: null }),
  });
}
