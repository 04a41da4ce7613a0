// What changes when the search changes: the count, the rows and the pages. The search island swaps exactly this.
import type { ContactRow } from "@/lib/domain/contact.ts";
import type { ContactListView } from "@/lib/domain/contact_list.ts";
import type { OwnColumn } from "@/lib/domain/user.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Notice } from "../Notice.tsx";
import type { TagLook } from "../TagChip.tsx";
import { type AttributeColumns, ContactTable } from "./ContactTable.tsx";
import { ListEmpty } from "./ListEmpty.tsx";
import { ListFoot } from "./ListFoot.tsx";

export interface ListResultsProps {
  viewer: Viewer;
  view: ContactListView;
  columns: OwnColumn[];
  attributes: AttributeColumns;
  pageSize: number;
  tags: Map<string, TagLook>;
  /** Whether rows offer to block. */
  mayBlock: boolean;
  mayImport: boolean;
  rows: ContactRow[];
  /** Null when it is not counted yet. */
  total: number | null;
  /** The filter in words; null when there is none. */
  filter: string | null;
  /** Why the list is empty whoever there may be. */
  problem: string | null;
  position: number | null;
  previous: string | null;
  next: string | null;
  /** A sentence above the list, such as that the asked page no longer exists. */
  warning: string | null;
}

export function ListResults(props: ListResultsProps) {
  const { viewer, view, rows, total, warning } = props;
  return (
    <>
      {warning && (
        <div class="flash">
          <Notice kind="warn" role="status">{warning}</Notice>
        </div>
      )}
      {rows.length === 0
        ? (
          <ListEmpty
            viewer={viewer}
            view={view}
            filter={props.filter}
            problem={props.problem}
            mayImport={props.mayImport}
          />
        )
        : (
          <>
            <ContactTable
              viewer={viewer}
              view={view}
              rows={rows}
              columns={props.columns}
              attributes={props.attributes}
              tags={props.tags}
              mayBlock={props.mayBlock}
            />
            <ListFoot
              viewer={viewer}
              view={view}
              pageSize={props.pageSize}
              rowCount={rows.length}
              total={total}
              position={props.position}
              previous={props.previous}
              next={props.next}
            />
          </>
        )}
    </>
  );
}
