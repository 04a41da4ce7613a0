// Going on with long jobs that a restart or a crash has interrupted; asked by cron each minute.
import type { Deps } from "@/lib/actions/deps.ts";
import { isWorkedOn } from "@/lib/actions/work_on_import.ts";
import { resumeMerges } from "@/lib/actions/work_on_merges.ts";
import { isAtWork } from "@/lib/domain/import_run.ts";
import { listImportRuns } from "@/lib/store/import_runs.ts";
import { endDeadLoad } from "./bulk.ts";
import { workOnImport } from "./import_run.ts";
import { workOnSampleData } from "./sample_load.ts";

/** The newest imports are looked at; an older one goes on when somebody opens its page. */
const LOOKED_AT = 50;

/** Takes on what was ordered and nobody is at, one after the other. */
export async function resumeJobs(deps: Deps): Promise<void> {
  await resumeMerges(deps);
  for (const run of await listImportRuns(deps.kv, LOOKED_AT)) {
    if (isAtWork(run) && !isWorkedOn(run, deps.now())) await workOnImport(deps, run.id);
  }
  await workOnSampleData(deps);
  await endDeadLoad(deps);
}
