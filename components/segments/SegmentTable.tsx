// A list of segments: what each asks, how many are in it, whose it is, and when it was last of use.
import { formatCount } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";
import { RelativeTime } from "../Time.tsx";

export interface SegmentTableRow {
  id: string;
  name: string;
  /** What the filter means, in words. */
  sentence: string;
  /** Null while the index is being built. */
  count: number | null;
  flaw: "ignores" | "broken" | null;
  ownerName: string | null;
  usedAtMs: number | null;
  mayChange: boolean;
  adminsOnly: boolean;
}

export interface SegmentTableProps {
  viewer: Viewer;
  label: string;
  rows: SegmentTableRow[];
  /** With a column of who made it. */
  withOwner?: boolean;
}

export function SegmentTable({ viewer, label, rows, withOwner = false }: SegmentTableProps) {
  const { t, locale } = viewer;
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={label}>
      <table class="table segments-table">
        <thead>
          <tr>
            <th scope="col">{t("segments.name")}</th>
            <th scope="col" class="number">{t("segments.contacts")}</th>
            {withOwner && <th scope="col">{t("segments.owner")}</th>}
            <th scope="col">{t("segments.used")}</th>
            <th scope="col">
              <span class="visually-hidden">{t("action.edit")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">
                <a href={`/contacts?segment=${row.id}`}>{row.name}</a>
                <p class="sentence">{row.sentence}</p>
                <Flags viewer={viewer} row={row} />
              </th>
              <td class="number">{formatCount(locale, row.count)}</td>
              {withOwner && (
                <td class="about" data-label={t("segments.owner")}>
                  {row.ownerName ?? t("actor.unknown")}
                </td>
              )}
              <td class="about" data-label={t("segments.used")}>
                <RelativeTime viewer={viewer} atMs={row.usedAtMs} none={t("segments.never_used")} />
              </td>
              <td>
                {row.mayChange && (
                  <div class="row-actions">
                    <a href={`/segments/${row.id}`}>
                      {t("action.edit")}
                      <span class="visually-hidden">{` ${row.name}`}</span>
                    </a>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Flags(
  { viewer: { t }, row: { flaw, adminsOnly } }: { viewer: Viewer; row: SegmentTableRow },
) {
  if (flaw === null && !adminsOnly) return null;
  return (
    <div class="badges">
      {flaw !== null && (
        <span class="badge warn">
          <Icon name="triangle-alert" />
          {flaw === "ignores" ? t("segments.flawed_short") : t("segments.broken_short")}
        </span>
      )}
      {adminsOnly && (
        <span class="badge" title={t("segments.admins_only_hint")}>
          {t("segments.admins_only")}
        </span>
      )}
    </div>
  );
}
