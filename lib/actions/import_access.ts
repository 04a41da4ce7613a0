// What the verbs of an import share: whose run it is, and changing its record in one commit.
import type { ImportRun } from "@/lib/domain/import_run.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConflictError, NotFoundError } from "@/lib/errors.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { findImportRun, requireImportRunIn, stageImportRun } from "@/lib/store/import_runs.ts";
import { requireSwitchedIn } from "@/lib/store/workspace.ts";
import type { Acting } from "./deps.ts";

/**
 * The run, if it is this person's or the person is an admin: its report can be read by who may import no more. Throws
 * `ForbiddenError`, `NotFoundError`.
 */
export async function requireImport(acting: Acting, id: string): Promise<ImportRun> {
  requireAllowed(acting.principal, "contact.read");
  return requireOwn(acting, id, await findImportRun(acting.deps.kv, id));
}

export interface ImportEdit {
  from: ImportRun["state"][];
  /** May join the commit. */
  edit(run: ImportRun, change: Change): Partial<ImportRun>;
}

/**
 * Changes the record of a run that is in one of these states. Throws `ForbiddenError`, `NotFoundError`, `ConflictError`
 * in any other.
 */
export async function changeImport(
  acting: Acting,
  id: string,
  { from, edit }: ImportEdit,
): Promise<ImportRun> {
  return await saveChange(acting.deps.kv, async (change) => {
    await requireSwitchedIn(change, acting.principal, "import.run");
    const run = requireOwn(acting, id, await requireImportRunIn(change, id));
    if (!from.includes(run.state)) {
      throw new ConflictError(
        `Cannot change import ${id}: it is ${run.state}, not ${from.join("/")}`,
      );
    }
    const after = { ...run, ...edit(run, change) };
    stageImportRun(change, after);
    return after;
  });
}

function requireOwn({ principal }: Acting, id: string, run: ImportRun | null): ImportRun {
  const isOwn = run !== null && (run.userId === principal.id || principal.role === "admin");
  if (!isOwn) throw new NotFoundError(`There is no import ${id} for user ${principal.id}`);
  return run;
}
