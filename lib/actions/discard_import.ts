// Throws an import away that has not begun: its file is no table, or nobody wants it.
import { ConflictError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import {
  deleteImportFile,
  requireImportRunIn,
  stageDeleteImportRun,
} from "@/lib/store/import_runs.ts";
import type { Acting } from "./deps.ts";
import { requireImport } from "./import_access.ts";

/** Deletes the run and its file. Throws `NotFoundError`, and `ConflictError` once the import has begun. */
export async function discardImport(acting: Acting, id: string): Promise<void> {
  const { kv } = acting.deps;
  await requireImport(acting, id);
  await saveChange(kv, async (change) => {
    const { state } = await requireImportRunIn(change, id);
    if (state !== "uploaded" && state !== "mapped") {
      throw new ConflictError(`Cannot discard import ${id}: it is ${state}`);
    }
    stageDeleteImportRun(change, id);
  });
  await deleteImportFile(kv, id);
}
