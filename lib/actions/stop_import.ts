// Stops an import: rows that are done stay, the others are not begun.
import type { ImportRun } from "@/lib/domain/import_run.ts";
import type { Acting } from "./deps.ts";
import { changeImport } from "./import_access.ts";

/** Takes effect before the next batch. Throws `NotFoundError`, `ConflictError`. */
export async function stopImport(acting: Acting, id: string): Promise<ImportRun> {
  return await changeImport(acting, id, {
    from: ["checking", "running"],
    edit: (run) => ({ state: run.state === "running" ? "stopped" : "mapped", worker: null }),
  });
}
