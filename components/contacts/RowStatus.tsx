// The end of a row in the list: whether the contact is blocked, and the way to block or unblock it (2.1).
import type { ContactRow } from "@/lib/domain/contact.ts";
import { isBlocked } from "@/lib/domain/block.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { BlockEndBadge } from "../blocks/BlockBadge.tsx";
import { Icon } from "../Icon.tsx";

export interface RowStatusProps {
  viewer: Viewer;
  row: ContactRow;
  name: string;
  /** Of the element with the name. */
  nameId: string;
  /** The page that blocks; null where this person may not. An island opens it as a dialog. */
  blockHref: string | null;
}

export function RowStatus({ viewer, row, name, nameId, blockHref }: RowStatusProps) {
  const { t, nowMs } = viewer;
  const badge = <BlockEndBadge viewer={viewer} block={row.block} />;
  if (blockHref === null) return badge;
  const isOn = isBlocked(row.block, nowMs);
  const label = t(isOn ? "block.row_change" : "block.open");
  return (
    <a
      class={isOn ? "row-block on" : "row-block"}
      href={blockHref}
      title={`${label}: ${name}`}
      aria-describedby={nameId}
      data-dialog
      data-row-key="b"
    >
      {isOn ? badge : <Icon name="ban" />}
      <span class="visually-hidden">{label}</span>
    </a>
  );
}
