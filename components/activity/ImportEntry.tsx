// An import that somebody ordered: of which file, what became of its rows, and how far it is.
import type { WorkspaceEvent } from "@/lib/domain/event.ts";
import { type ImportRun, ROW_ENDS } from "@/lib/domain/import_run.ts";
import { formatNumber } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Entry } from "../timeline/Entry.tsx";
import { actorName, type Names } from "../timeline/names.ts";

/** What is shown of a run. */
export type ImportLook = Pick<ImportRun, "fileName" | "state" | "tally">;

export interface ImportEntryProps {
  viewer: Viewer;
  names: Names;
  event: WorkspaceEvent;
  /** As it is now; undefined of one that is gone. */
  run: ImportLook | undefined;
}

export function ImportEntry({ viewer, names, event, run }: ImportEntryProps) {
  const { t } = viewer;
  const sentence = (
    <>
      {t("activity.import", { actor: actorName(t, names, event.actor) })}
      {run && (
        <>
          {": "}
          <a href={`/contacts/import/${event.subjectId}`}>
            <bdi>{run.fileName}</bdi>
          </a>
        </>
      )}
    </>
  );
  return (
    <Entry viewer={viewer} event={event} icon="upload" sentence={sentence}>
      {run && <Ends viewer={viewer} run={run} />}
    </Entry>
  );
}

function Ends(
  { viewer: { t, locale }, run: { state, tally } }: { viewer: Viewer; run: ImportLook },
) {
  const counts = ROW_ENDS.filter((end) => tally[end] > 0)
    .map((end) => `${t(`import.end.${end}`)}: ${formatNumber(locale, tally[end])}`);
  return (
    <>
      {counts.length > 0 && <span class="muted small">{counts.join(" · ")}</span>}
      {state !== "done" && <span class="badge">{t(`import.state.${state}`)}</span>}
    </>
  );
}
