// Everything that runs by the clock, in one table. Nothing is right only because a job has run: jobs tidy up.
import type { Deps } from "@/lib/actions/deps.ts";
import { endBlocks } from "@/lib/actions/end_blocks.ts";
import { followDuplicates, MANY_CONTACTS } from "@/lib/store/duplicate_work.ts";
import { sweepInbound } from "@/lib/store/inbound.ts";
import { sweepLimits } from "@/lib/store/limiter.ts";
import { sweepLinks } from "@/lib/store/links.ts";
import { sweepMerges } from "@/lib/store/merges.ts";
import { sweepOnce } from "@/lib/store/once.ts";
import { purgeTrash } from "@/lib/store/purge.ts";
import { sweepSessions } from "@/lib/store/sessions.ts";
import { resumeJobs } from "@/lib/transfer/resume.ts";

export interface Job {
  name: string;
  /** In UTC: minute, hour, day of month, month, day of week. */
  schedule: string;
  run(deps: Deps): Promise<unknown>;
}

export const JOBS: Job[] = [
  { name: "fold the index", schedule: "* * * * *", run: ({ index }) => index.foldIfNeeded() },
  { name: "rebuild the index", schedule: "* * * * *", run: ({ index }) => index.rebuildIfNeeded() },
  { name: "go on with jobs", schedule: "* * * * *", run: resumeJobs },
  { name: "end blocks", schedule: "* * * * *", run: endBlocks },
  {
    name: "find duplicates",
    schedule: "* * * * *",
    run: (deps) => followDuplicates(deps, MANY_CONTACTS),
  },
  { name: "deliver messages", schedule: "* * * * *", run: (deps) => deps.deliver() },
  { name: "sweep sessions", schedule: "7 * * * *", run: ({ kv, now }) => sweepSessions(kv, now()) },
  { name: "sweep limits", schedule: "17 * * * *", run: ({ kv, now }) => sweepLimits(kv, now()) },
  { name: "sweep links", schedule: "27 * * * *", run: ({ kv, now }) => sweepLinks(kv, now()) },
  { name: "sweep events", schedule: "47 * * * *", run: ({ kv, now }) => sweepInbound(kv, now()) },
  { name: "purge the trash", schedule: "57 * * * *", run: ({ kv, now }) => purgeTrash(kv, now()) },
  { name: "sweep merges", schedule: "2 * * * *", run: ({ kv, now }) => sweepMerges(kv, now()) },
  { name: "sweep forms", schedule: "37 * * * *", run: ({ kv, now }) => sweepOnce(kv, now()) },
];

/** A failed run is tried again after these pauses; by default a local one would be retried into the next minute. */
const BACKOFF_MS = [1000, 5000];

export interface CronOptions {
  /** Stops the clock, so that the process can end. */
  signal: AbortSignal;
  onFailure(job: string, error: unknown): void;
}

/** Starts the clock. Call it once, while the process starts: Deno Deploy looks for jobs only then. */
export function startCron(deps: Deps, { signal, onFailure }: CronOptions): void {
  for (const job of JOBS) {
    const options = { backoffSchedule: BACKOFF_MS, signal };
    const stopped = Deno.cron(job.name, job.schedule, options, async () => {
      try {
        await job.run(deps);
      } catch (error) {
        onFailure(job.name, error);
        throw error; // so that it is tried again
      }
    });
    stopped.catch((error) => onFailure(job.name, error));
  }
}
