// How an import ended, or where it stopped, and how to go on.
import { Icon } from "@/components/Icon.tsx";
import { ImportTally } from "@/components/imports/ImportTally.tsx";
import { Notice } from "@/components/Notice.tsx";
import type { ImportRun } from "@/lib/domain/import_run.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { RejectedRows } from "./RejectedRows.tsx";

export function RunReport({ viewer, run }: { viewer: Viewer; run: ImportRun }) {
  const { t } = viewer;
  const { tally, failure } = run;
  return (
    <>
      {run.state === "stopped" && (
        <Notice kind="info">
          <p>{t("import.stopped.text")}</p>
        </Notice>
      )}
      {failure && (
        <Notice kind="error">
          <p>{t(`import.failure.${failure}`)}</p>
        </Notice>
      )}
      <p class="muted">{t("import.report.lead", { count: tally.rows })}</p>
      <ImportTally viewer={viewer} tally={tally} headings={run.layout?.headings ?? []} />
      {tally.rejected > 0 && <RejectedRows t={t} run={run} />}
      <NextSteps viewer={viewer} run={run} />
    </>
  );
}

function NextSteps({ viewer: { t }, run }: { viewer: Viewer; run: ImportRun }) {
  const isDone = run.state === "done";
  const isHere = run.chunks > 0; // else only the command line can go on
  const canContinue = isHere && (run.state === "stopped" || run.failure === "not_allowed");
  return (
    <form method="post" action={`/contacts/import/${run.id}/run`} class="form-foot">
      {canContinue && <button type="submit" class="button primary">{t("import.continue")}</button>}
      <a class={isDone ? "button primary" : "button"} href="/contacts?sort=created">
        <Icon name="users" />
        {t("import.report.contacts")}
      </a>
      <a class="button" href="/contacts/import">{t("import.report.another")}</a>
    </form>
  );
}
