// A check or an import under way: the bar, and stopping it.
import { Icon } from "@/components/Icon.tsx";
import ImportProgress from "@/islands/ImportProgress.tsx";
import type { ImportRun } from "@/lib/domain/import_run.ts";
import type { ImportProgress as Progress } from "@/lib/http/import_pages.ts";
import type { Translate } from "@/lib/i18n/translate.ts";

const REFRESH_SECONDS = 3;

export interface RunProgressProps {
  t: Translate;
  run: ImportRun;
  progress: Progress;
}

export function RunProgress({ t, run, progress }: RunProgressProps) {
  const path = `/contacts/import/${run.id}`;
  return (
    <div class="stack">
      <noscript>
        <meta http-equiv="refresh" content={String(REFRESH_SECONDS)} />
      </noscript>
      <ImportProgress
        url={`${path}/progress`}
        percent={progress.percent}
        text={progress.text}
        label={t(run.state === "checking" ? "import.progress.checking" : "import.progress.running")}
      />
      <p class="muted">{t("import.progress.hint")}</p>
      <form method="post" action={`${path}/stop`} class="form-foot">
        <button type="submit" class="button">
          <Icon name="circle-stop" />
          {t("import.stop")}
        </button>
        <noscript>
          <a class="button" href={path}>
            <Icon name="refresh-cw" />
            {t("import.progress.refresh")}
          </a>
        </noscript>
      </form>
    </div>
  );
}
