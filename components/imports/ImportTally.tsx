// What would become, or has become, of the rows of a file: numbers by end, new tags, and reasons with examples.
import { Icon, type IconName } from "../Icon.tsx";
import { type ReasonGroup, ROW_ENDS, type RowEnd, type Tally } from "@/lib/domain/import_run.ts";
import { formatNumber } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

const ICONS: Record<RowEnd, IconName> = {
  created: "user-plus",
  updated: "pencil",
  merged: "users",
  skipped: "check",
  rejected: "circle-alert",
};

export interface ImportTallyProps {
  viewer: Viewer;
  tally: Tally;
  headings: string[];
}

export function ImportTally({ viewer, tally, headings }: ImportTallyProps) {
  const { t } = viewer;
  return (
    <>
      <dl class="tally">
        {ROW_ENDS.map((end) => <EndCount viewer={viewer} end={end} count={tally[end]} />)}
      </dl>
      {tally.newTags.length > 0 && (
        <p>
          <b>{t("import.new_tags")}:</b> {tally.newTags.join(", ")}
        </p>
      )}
      {tally.groups.length > 0 && (
        <section class="section" aria-labelledby="reasons">
          <h2 id="reasons">{t("import.reasons")}</h2>
          <ul class="reasons">
            {tally.groups.map((group) => (
              <Reason viewer={viewer} group={group} headings={headings} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function EndCount({ viewer, end, count }: { viewer: Viewer; end: RowEnd; count: number }) {
  const { t, locale } = viewer;
  return (
    <div class={count === 0 ? "none" : end}>
      <dt>
        <Icon name={ICONS[end]} />
        {t(`import.end.${end}`)}
      </dt>
      <dd>{formatNumber(locale, count)}</dd>
      <dd class="hint">{t(`import.end_hint.${end}`)}</dd>
    </div>
  );
}

interface ReasonProps {
  viewer: Viewer;
  group: ReasonGroup;
  headings: string[];
}

function Reason({ viewer: { t }, group, headings }: ReasonProps) {
  const { end, reason, column, count, examples } = group;
  return (
    <li>
      <p class="reason-head">
        <span class={end === "rejected" ? "badge error" : "badge"}>{t(`import.end.${end}`)}</span>
        <b>{t("import.reason_rows", { count })}</b>
        {column !== null && (
          <span class="muted">
            {t("import.reason_column", {
              column: headings[column] || t("import.map.column_number", { number: column + 1 }),
            })}
          </span>
        )}
      </p>
      <p>{t(`import.reason.${reason}`)}</p>
      <ul class="examples">
        {examples.map(({ row, value }) => (
          <li>
            <span class="muted">{t("import.reason_row", { row })}</span>
            {value && <q>{value}</q>}
          </li>
        ))}
      </ul>
    </li>
  );
}
