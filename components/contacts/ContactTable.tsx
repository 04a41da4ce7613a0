// The contact list as a table: one row a contact, the name is its header and its link.
import { type AttributeValues, type ContactRow, displayName } from "@/lib/domain/contact.ts";
import {
  cardHref,
  type ContactListView,
  fromRowHref,
  listHref,
  nextSort,
  SORT_FIELDS,
  type SortField,
} from "@/lib/domain/contact_list.ts";
import type { Attribute } from "@/lib/domain/attribute.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import type { OwnColumn } from "@/lib/domain/user.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Avatar } from "../Avatar.tsx";
import { Icon } from "../Icon.tsx";
import type { TagLook } from "../TagChip.tsx";
import { AttributeCell, ContactCell } from "./ContactCell.tsx";
import { RowStatus } from "./RowStatus.tsx";

export interface ContactTableProps {
  viewer: Viewer;
  view: ContactListView;
  rows: ContactRow[];
  columns: OwnColumn[];
  attributes: AttributeColumns;
  /** Only the tags this viewer may see. */
  tags: Map<string, TagLook>;
  /** Whether rows offer to block. */
  mayBlock: boolean;
}

/** Attributes that are shown as columns, and the values of the contacts of this page by id. */
export interface AttributeColumns {
  shown: Attribute[];
  values: ReadonlyMap<number, AttributeValues>;
}

export function ContactTable(props: ContactTableProps) {
  const { viewer, view, rows, columns, attributes } = props;
  const { t } = viewer;
  const nameLabel = columns.includes("email") ? t("column.name") : t("column.name_email");
  return (
    <table class={tableClass(columns, columns.length + attributes.shown.length)}>
      <caption class="visually-hidden">{t("contacts.caption")}</caption>
      <thead>
        <tr>
          <SortHeader viewer={viewer} view={view} by="name" label={nameLabel} />
          {columns.map((column) => <ColumnHeader viewer={viewer} view={view} column={column} />)}
          {attributes.shown.map(({ name, type }) => (
            <th scope="col" class={`col-attribute ${type}`}>{name}</th>
          ))}
          <th scope="col" class="col-status">{t("block.status")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => <Row {...props} row={row} />)}
      </tbody>
    </table>
  );
}

/** From so many columns on each one gets less room. */
const MANY_COLUMNS = 5;

function tableClass(columns: OwnColumn[], count: number): string {
  const email = columns.includes("email") ? " with-email" : "";
  return `contacts${email}${count >= MANY_COLUMNS ? " many" : ""}`;
}

interface HeaderProps {
  viewer: Viewer;
  view: ContactListView;
}

function ColumnHeader({ viewer, view, column }: HeaderProps & { column: OwnColumn }) {
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

function Row(props: ContactTableProps & { row: ContactRow }) {
  const { viewer, view, row, columns, attributes, tags } = props;
  const name = rowName(viewer, row);
  return (
    <tr>
      <NameCell viewer={viewer} view={view} row={row} name={name} />
      {columns.map((column) => (
        <td class={`col-${column}`}>
          <ContactCell viewer={viewer} row={row} column={column} tags={tags} />
        </td>
      ))}
      {attributes.shown.map((attribute) => (
        <td class={`col-attribute ${attribute.type}`}>
          <AttributeCell
            viewer={viewer}
            attribute={attribute}
            value={attributes.values.get(row.id)?.[attribute.key]}
          />
        </td>
      ))}
      <td class="col-status">
        <RowStatus
          viewer={viewer}
          row={row}
          name={name}
          nameId={nameId(row)}
          blockHref={props.mayBlock ? fromRowHref(row.id, "block", view) : null}
        />
      </td>
    </tr>
  );
}

function NameCell(
  { viewer, view, row, name }: Pick<ContactTableProps, "viewer" | "view"> & {
    row: ContactRow;
    name: string;
  },
) {
  return (
    <th scope="row" class="col-name">
      <div class="who">
        <Avatar id={row.id} name={displayName(row)} />
        <div>
          <a href={cardHref(row.id, view)} data-row={row.id} id={nameId(row)}>{name}</a>
          <small>{secondLine(viewer, row)}</small>
        </div>
      </div>
    </th>
  );
}

function nameId({ id }: ContactRow): string {
  return `contact-${id}`;
}

function rowName({ t }: Viewer, row: ContactRow): string {
  if (row.name === "" && row.email === null && row.phone) return formatPhone(row.phone);
  return displayName(row) ?? t("contact.numbered", { id: String(row.id) });
}

/** The e-mail, unless it stands in for the name above. */
function secondLine({ t }: Viewer, row: ContactRow): string {
  if (row.name === "" && row.email !== null) return t("contacts.no_name");
  return row.email ?? t("contacts.no_email");
}
