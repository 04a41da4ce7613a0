// Orders an import to be carried out, or to go on after it was stopped or failed.
import type { ImportRun } from "@/lib/domain/import_run.ts";
import type { Change } from "@/lib/store/change.ts";
import type { Acting } from "./deps.ts";
import { changeImport } from "./import_access.ts";
import { stageSettingsEvent } from "./workspace_event.ts";

/** Whoever works on imports does it from here on. Throws `ForbiddenError`, `NotFoundError`, `ConflictError`. */
export async function runImport(acting: Acting, id: string): Promise<ImportRun> {
  return await changeImport(acting, id, {
    from: ["mapped", "checked", "stopped", "failed"],
    edit: (run, change) => ordered(change, acting, run),
  });
}

/**
 * The same for a run that may be under way still: whoever is at it stops at the next commit, and all its rows are
 * done by then or not at all. For the command line, whose user knows that the earlier process is gone.
 */
export async function takeOverImport(acting: Acting, id: string): Promise<ImportRun> {
  return await changeImport(acting, id, {
    from: ["mapped", "checked", "running", "stopped", "failed"],
    edit: (run, change) => ordered(change, acting, run),
  });
}

/** The activity has one entry a run, of its first order; what became of it stands in the run. */
function ordered(change: Change, acting: Acting, { id, eventId }: ImportRun): Partial<ImportRun> {
  return {
    state: "running",
    failure: null,
    readBytes: 0,
    worker: null,
    eventId: eventId ??
      stageSettingsEvent(change, acting, {
        kind: "created",
        subject: "import",
        subjectId: id,
        before: null,
        after: {},
      }),
  };
}
