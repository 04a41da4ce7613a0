import { page } from "fresh";
import { type ImportStep, ImportSteps } from "@/components/imports/ImportSteps.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import type { ImportRun } from "@/lib/domain/import_run.ts";
import { define } from "@/lib/http/define.ts";
import { importAt, isWaiting, progressOf } from "@/lib/http/import_pages.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import type { MessageKey } from "@/lib/i18n/translate.ts";
import { workOnImport } from "@/lib/transfer/import_run.ts";
import { CheckReport } from "../(_parts)/CheckReport.tsx";
import { RunProgress } from "../(_parts)/RunProgress.tsx";
import { RunReport } from "../(_parts)/RunReport.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const { deps, t, nowMs } = ctx.state;
    const run = await importAt(ctx);
    if (run.state === "uploaded" || run.state === "mapped") {
      return redirectAfter(ctx, `/contacts/import/${run.id}/map`);
    }
    // Whoever looks wakes up what a restart has interrupted.
    if (isWaiting(run, nowMs)) deps.background(() => workOnImport(deps, run.id));
    ctx.state.title = t(TITLES[run.state]);
    return page({ viewer: ctx.state, run, progress: progressOf(run, ctx.state) });
  },
});

const TITLES = {
  uploaded: "import.map.title",
  mapped: "import.map.title",
  checking: "import.progress.checking",
  checked: "import.check.title",
  running: "import.progress.running",
  stopped: "import.stopped.title",
  done: "import.report.title",
  failed: "import.failed.title",
} as const satisfies Record<ImportRun["state"], MessageKey>;

function stepOf({ state, cursor }: ImportRun): ImportStep {
  if (state === "checking" || state === "checked") return "check";
  return state === "failed" && cursor === 0 ? "check" : "run";
}

export default define.page<typeof handler>(function ImportRunPage({ data }) {
  const { viewer, run, progress } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={run.fileName}
        crumbs={[{ href: "/contacts/import", label: t("import.title") }]}
      />
      <div class="page-body stack">
        <ImportSteps t={t} current={stepOf(run)} />
        <h1>{t(TITLES[run.state])}</h1>
        {progress.isAtWork
          ? <RunProgress t={t} run={run} progress={progress} />
          : run.state === "checked"
          ? <CheckReport viewer={viewer} run={run} />
          : <RunReport viewer={viewer} run={run} />}
      </div>
    </>
  );
});
