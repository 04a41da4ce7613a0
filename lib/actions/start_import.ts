// Starting an import: takes the file and makes the run that all later steps belong to (14.1).
import { DEFAULT_RULES, EMPTY_TALLY, type ImportRun } from "@/lib/domain/import_run.ts";
import { cleanName } from "@/lib/domain/handle.ts";
import { requireSwitched } from "@/lib/domain/policy.ts";
import { InputError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { saveImportFile, stageImportRun } from "@/lib/store/import_runs.ts";
import { readRights, requireSwitchedIn } from "@/lib/store/workspace.ts";
import type { Acting } from "./deps.ts";

/** A file that is uploaded, or one that stays on this machine's disk. */
export type ImportFile =
  & { fileName: string }
  & ({ body: AsyncIterable<Uint8Array> } | { sizeBytes: number; sha256: string });

const FILE_NAME_CHARS_MAX = 120;

/**
 * Stores the file, if it is uploaded, and creates the run. Throws `ForbiddenError`, and `InputError` on `file`:
 * `file_empty`, `file_too_large`; what the body throws passes through.
 */
export async function startImport(acting: Acting, file: ImportFile): Promise<ImportRun> {
  const { deps, actor, principal } = acting;
  requireSwitched(principal, "import.run", await readRights(deps.kv));
  const id = deps.newId();
  const stored = "body" in file
    ? { ...await saveImportFile(deps.kv, id, file.body), sha256: null }
    : { chunks: 0, sizeBytes: file.sizeBytes, sha256: file.sha256 };
  if (stored.sizeBytes === 0) {
    throw new InputError("Cannot import: the file is empty", { file: { code: "file_empty" } });
  }
  const run: ImportRun = {
    ...stored,
    id,
    userId: actor.kind === "user" ? actor.userId : null,
    fileName: cleanName(file.fileName).slice(0, FILE_NAME_CHARS_MAX).toWellFormed(),
    createdAtMs: deps.now(),
    state: "uploaded",
    failure: null,
    layout: null,
    columns: [],
    rules: DEFAULT_RULES,
    readBytes: 0,
    check: null,
    tally: EMPTY_TALLY,
    cursor: 0,
    worker: null,
    finishedAtMs: null,
  };
  await saveChange(deps.kv, async (change) => {
    await requireSwitchedIn(change, principal, "import.run");
    stageImportRun(change, run);
  });
  return run;
}
