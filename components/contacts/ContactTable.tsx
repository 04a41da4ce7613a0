// The contact list as a table: one row a contact, the name is its header and its link.
import { type ContactRow, displayName } from "@/lib/domain/contact.ts";
import {
  cardHref,
  type ContactListView,
  listHref,
  nextSort,
  SORT_FIELDS,
  type SortField,
} from "@/lib/domain/contact_list.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import type { Column } from "@/lib/domain/user.ts";
import { formatDateTime, formatLanguage, formatRelative } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Avatar } from "../Avatar.tsx";
import { Icon } from "../Icon.tsx";
import { TagChip, type TagLook } from "../TagChip.tsx";

/** Tags shown in a row before "+2". */
const TAGS_SHOWN_MAX = 3;

export interface ContactTableProps {
  viewer: Viewer;
  view: ContactListView;
  rows: ContactRow[];
  columns: Column[];
  /** Only the tags this viewer may see. */
  tags: Map<string, TagLook>;
}

export function ContactTable({ viewer, view, rows, columns, tags }: ContactTableProps) {
  const { t } = viewer;
  const nameLabel = columns.includes("email") ? t("column.name") : t("column.name_email");
  return (
    <table class={tableClass(columns)}>
      <caption class="visually-hidden">{t("contacts.caption")}</caption>
      <thead>
        <tr>
          <SortHeader viewer={viewer} view={view} by="name" label={nameLabel} />
          {columns.map((column) => <ColumnHeader viewer={viewer} view={view} column={column} />)}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row viewer={viewer} view={view} row={row} columns={columns} tags={tags} />
        ))}
      </tbody>
    </table>
  );
}

/** From so many columns on each one gets less room. */
const MANY_COLUMNS = 5;

function tableClass(columns: Column[]): string {
  const email = columns.includes("email") ? " with-email" : "";
  return `contacts${email}${columns.length >= MANY_COLUMNS ? " many" : ""}`;
}

interface HeaderProps {
  viewer: Viewer;
  view: ContactListView;
}

function ColumnHeader({ viewer, view, column }: HeaderProps & { column: Column }) {
  const label = viewer.t(`column.${column}`);
  const by = SORT_FIELDS.find((field) => field === column);
  if (by) return <SortHeader viewer={viewer} view={view} by={by} label={label} />;
  return <th scope="col" class={`col-${column}`}>{label}</th>;
}

function SortHeader(
  { viewer, view, by, label }: HeaderProps & { by: SortField; label: string },
) {
  const sorted = view.sort.by === by ? view.sort.direction : null;
  const order = sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : undefined;
  return (
    <th scope="col" class={`col-${by}`} aria-sort={order}>
      <a href={listHref(view, { sort: nextSort(view.sort, by) })}>
        {label}
        {sorted && <Icon name={sorted === "asc" ? "arrow-up" : "arrow-down"} />}
        {sorted && <span class="visually-hidden">{viewer.t(`contacts.sorted_${sorted}`)}</span>}
      </a>
    </th>
  );
}

interface RowProps extends HeaderProps {
  row: ContactRow;
  columns: Column[];
  tags: Map<string, TagLook>;
}

function Row({ viewer, view, row, columns, tags }: RowProps) {
  const shown = displayName(row);
  const name = row.name === "" && row.email === null && row.phone ? formatPhone(row.phone) : shown;
  return (
    <tr>
      <th scope="row" class="col-name">
        <div class="who">
          <Avatar id={row.id} name={shown} />
          <div>
            <a href={cardHref(row.id, view)} data-row={row.id}>
              {name ?? viewer.t("contact.numbered", { id: String(row.id) })}
            </a>
            <small>{secondLine(viewer, row)}</small>
          </div>
        </div>
      </th>
      {columns.map((column) => (
        <td class={`col-${column}`}>
          <Cell viewer={viewer} row={row} column={column} tags={tags} />
        </td>
      ))}
    </tr>
  );
}

/** The e-mail, unless it stands in for the name above. */
function secondLine({ t }: Viewer, row: ContactRow): string {
  if (row.name === "" && row.email !== null) return t("contacts.no_name");
  return row.email ?? t("contacts.no_email");
}

interface CellProps {
  viewer: Viewer;
  row: ContactRow;
  column: Column;
  tags: Map<string, TagLook>;
}

function Cell({ viewer, row, column, tags }: CellProps) {
  const none = viewer.t("contacts.none");
  switch (column) {
    case "email":
      return <Handle text={row.email ?? none} count={row.emailCount} />;
    case "phone":
      return <Handle text={row.phone ? formatPhone(row.phone) : none} count={row.phoneCount} />;
    case "tags":
      return <Tags viewer={viewer} row={row} tags={tags} />;
    case "language":
      return <>{row.language ? formatLanguage(viewer.locale, row.language) : none}</>;
    case "created":
      return <Moment viewer={viewer} atMs={row.createdAtMs} />;
    case "lastActivity":
      return <Moment viewer={viewer} atMs={row.lastActivityAtMs} />;
  }
}

/** The primary e-mail or phone, and how many more there are. */
function Handle({ text, count }: { text: string; count: number }) {
  return (
    <>
      {text}
      {count > 1 && <span class="muted">{` +${count - 1}`}</span>}
    </>
  );
}

function Tags({ viewer, row, tags }: Omit<CellProps, "column">) {
  const looks = row.tagIds.flatMap((id) => tags.get(id) ?? []);
  const hidden = looks.slice(TAGS_SHOWN_MAX);
  return (
    <div class="tags">
      {looks.slice(0, TAGS_SHOWN_MAX).map((tag) => <TagChip tag={tag} />)}
      {hidden.length > 0 && (
        <span class="tag more" title={hidden.map((tag) => tag.name).join(", ")}>
          <span aria-hidden="true">{`+${hidden.length}`}</span>
          <span class="visually-hidden">
            {viewer.t("contacts.more_tags", { count: hidden.length })}
          </span>
        </span>
      )}
    </div>
  );
}

/** Relative to now, with the full date on hover and for machines. */
function Moment({ viewer, atMs }: { viewer: Viewer; atMs: number | null }) {
  const { t, locale, timeZone, nowMs } = viewer;
  if (atMs === null) return <>{t("contacts.none")}</>;
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={formatDateTime(locale, timeZone, atMs)}
    >
      {formatRelative(locale, timeZone, atMs, nowMs)}
    </time>
  );
}
