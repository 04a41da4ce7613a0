// Orders the dry run of an import: what would happen to each row, with nothing saved.
import type { ImportRun } from "@/lib/domain/import_run.ts";
import type { Acting } from "./deps.ts";
import { changeImport } from "./import_access.ts";

/** Whoever works on imports does it from here on. Throws `NotFoundError`, `ConflictError`. */
export async function checkImport(acting: Acting, id: string): Promise<ImportRun> {
  return await changeImport(acting, id, {
    from: ["mapped", "checked"],
    edit: () => ({ state: "checking", check: null, readBytes: 0, worker: null }),
  });
}
