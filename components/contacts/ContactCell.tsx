// The cells of the contact list: what a contact has below a column.
import { attributeText } from "@/lib/domain/attribute_value.ts";
import type { ContactRow } from "@/lib/domain/contact.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import type { OwnColumn } from "@/lib/domain/user.ts";
import { formatLanguage, formatNumber } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { AttributeText, type AttributeTextProps } from "../AttributeText.tsx";
import { TagChip, type TagLook } from "../TagChip.tsx";
import { RelativeTime } from "../Time.tsx";

/** Tags shown in a row before "+2". */
const TAGS_SHOWN_MAX = 3;

interface CellProps {
  viewer: Viewer;
  row: ContactRow;
  column: OwnColumn;
  /** Only the tags this viewer may see. */
  tags: Map<string, TagLook>;
}

/** What a row shows below one of the contact's own columns. */
export function ContactCell({ viewer, row, column, tags }: CellProps) {
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
    case "conversations":
      return (
        <>{row.conversationCount ? formatNumber(viewer.locale, row.conversationCount) : none}</>
      );
    case "created":
      return <RelativeTime viewer={viewer} atMs={row.createdAtMs} />;
    case "lastActivity":
      return row.lastActivityAtMs === null
        ? <>{none}</>
        : <RelativeTime viewer={viewer} atMs={row.lastActivityAtMs} />;
  }
}

/** The value of an attribute, or a dash. */
export function AttributeCell(props: AttributeTextProps) {
  const { viewer, attribute, value } = props;
  return attributeText(attribute, value) === ""
    ? <>{viewer.t("contacts.none")}</>
    : <AttributeText {...props} />;
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
