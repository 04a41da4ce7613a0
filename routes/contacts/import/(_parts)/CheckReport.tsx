// The result of the dry run, and the order to carry it out.
import { Icon } from "@/components/Icon.tsx";
import { ImportTally } from "@/components/imports/ImportTally.tsx";
import { Notice } from "@/components/Notice.tsx";
import { EMPTY_TALLY, type ImportRun } from "@/lib/domain/import_run.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { RejectedRows } from "./RejectedRows.tsx";

export function CheckReport({ viewer, run }: { viewer: Viewer; run: ImportRun }) {
  const { t } = viewer;
  const tally = run.check ?? EMPTY_TALLY;
  const count = tally.created + tally.updated + tally.merged;
  const path = `/contacts/import/${run.id}`;
  return (
    <>
      <p class="muted">{t("import.check.lead", { count: tally.rows })}</p>
      <ImportTally viewer={viewer} tally={tally} headings={run.layout?.headings ?? []} />
      {tally.rejected > 0 && <RejectedRows t={t} run={run} />}
      {count === 0 && (
        <Notice kind="info">
          <p>{t("import.check.nothing")}</p>
        </Notice>
      )}
      <form method="post" action={`${path}/run`} class="form-foot">
        {count > 0 && (
          <button type="submit" class="button primary">
            <Icon name="upload" />
            {t("import.check.run", { count })}
          </button>
        )}
        <a class="button" href={`${path}/map`}>{t("import.check.back")}</a>
      </form>
    </>
  );
}
