import { HttpError, page } from "fresh";
import { Sheet } from "@/components/Sheet.tsx";
import { SAMPLE_LEASE_MS } from "@/lib/actions/load_sample_data.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { findSampleJob, type SampleJob } from "@/lib/store/sample_job.ts";
import { workOnSampleData } from "@/lib/transfer/sample_load.ts";

/** Part of setting up, so it looks like it: no navigation yet. */
export const config = { skipInheritedLayouts: true };

const REFRESH_SECONDS = 2;

interface Progress {
  done: number;
  total: number;
  state: "running" | "done" | "stopped";
}

export const handler = define.handlers({
  async GET({ state }) {
    const { deps, nowMs, t } = state;
    requireAllowed(actingFor(state).principal, "workspace.setup");
    const job = await findSampleJob(deps.kv);
    if (!job) throw new HttpError(404, "No sample data was ordered");
    const progress = progressOf(job, nowMs);
    state.title = t("setup.progress.title");
    // Works without JavaScript, and stops by itself.
    const headers = { refresh: String(REFRESH_SECONDS) };
    return page<Progress>(progress, progress.state === "running" ? { headers } : undefined);
  },

  /** Goes on where loading has stopped. */
  async POST(ctx) {
    const { deps } = ctx.state;
    requireAllowed(actingFor(ctx.state).principal, "workspace.setup");
    if (!await findSampleJob(deps.kv)) throw new HttpError(404, "No sample data was ordered");
    deps.background(() => workOnSampleData(deps));
    return redirectAfter(ctx, "/setup/progress");
  },
});

function progressOf({ done, total, state, worker }: SampleJob, nowMs: number): Progress {
  const isAbandoned = worker !== null && nowMs - worker.atMs >= SAMPLE_LEASE_MS;
  return { done, total, state: state === "running" && isAbandoned ? "stopped" : state };
}

export default define.page<typeof handler>(function ProgressPage({ data, state: { t } }) {
  const lead = {
    running: t("setup.progress.text"),
    done: t("setup.progress.done"),
    stopped: t("setup.progress.stopped"),
  };
  return (
    <Sheet title={t("setup.progress.title")} lead={lead[data.state]}>
      <div class="form">
        <progress
          class="progress"
          value={data.done}
          max={data.total}
          aria-label={t("setup.progress.title")}
        />
        <p role="status">{t("setup.progress.count", { count: data.done })}</p>
        {data.state === "running" && (
          <a class="button" href="/setup/progress">{t("setup.progress.refresh")}</a>
        )}
        {data.state === "stopped" && (
          <form method="post" action="/setup/progress">
            <button type="submit" class="button">{t("setup.progress.again")}</button>
          </form>
        )}
        <a class={data.state === "done" ? "button primary" : "button"} href="/contacts">
          {t("setup.progress.open")}
        </a>
      </div>
    </Sheet>
  );
});
