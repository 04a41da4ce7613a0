// The rejected rows as a file, to be corrected and imported again.
import { Icon } from "@/components/Icon.tsx";
import type { ImportRun } from "@/lib/domain/import_run.ts";
import type { Translate } from "@/lib/i18n/translate.ts";

export function RejectedRows({ t, run }: { t: Translate; run: ImportRun }) {
  return (
    <div>
      <a class="button" href={`/contacts/import/${run.id}/rejected`} download>
        <Icon name="download" />
        {t("import.rejected.download")}
      </a>
      <p class="muted">{t("import.rejected.hint")}</p>
    </div>
  );
}
