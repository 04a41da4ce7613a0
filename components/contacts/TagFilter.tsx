// The quick filter: tags as chips with counts, several can be on, any of them matches (3.1).
import { type ContactListView, listHref, toggledTag } from "@/lib/domain/contact_list.ts";
import { formatCount } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";
import type { TagLook } from "../TagChip.tsx";

/** Chips beside the search; the others are behind "More". "Clear tags" takes the room of one. */
const CHIPS_MAX = 3;

export interface TagCount extends TagLook {
  count: number | null;
}

export interface TagFilterProps {
  viewer: Viewer;
  view: ContactListView;
  /** In the quick filter, commonest first. */
  tags: TagCount[];
}

export function TagFilter({ viewer, view, tags }: TagFilterProps) {
  const { t } = viewer;
  if (tags.length === 0 && view.tagIds.length === 0) return null;
  const on = tags.filter((tag) => view.tagIds.includes(tag.id));
  const off = tags.filter((tag) => !view.tagIds.includes(tag.id));
  const room = on.length > 0 ? CHIPS_MAX - 1 : CHIPS_MAX;
  const shown = [...on, ...off].slice(0, Math.max(room, on.length));
  const rest = off.filter((tag) => !shown.includes(tag));
  return (
    <nav class="tag-filter" aria-label={t("contacts.tags_filter")}>
      {shown.map((tag) => <Chip viewer={viewer} view={view} tag={tag} />)}
      {rest.length > 0 && (
        <details class="popover">
          <summary class="button quiet">{t("contacts.tags_more", { count: rest.length })}</summary>
          <div class="popover-body tag-list">
            {rest.map((tag) => <Chip viewer={viewer} view={view} tag={tag} />)}
          </div>
        </details>
      )}
      {view.tagIds.length > 0 && (
        <a class="button quiet" href={listHref(view, { tagIds: [] })}>{t("contacts.tags_clear")}</a>
      )}
    </nav>
  );
}

function Chip({ viewer, view, tag }: { viewer: Viewer; view: ContactListView; tag: TagCount }) {
  const on = view.tagIds.includes(tag.id);
  return (
    <a
      class={on ? "tag filter on" : "tag filter"}
      href={listHref(view, { tagIds: toggledTag(view, tag.id) })}
      aria-current={on ? "true" : "false"}
    >
      <i class={`dot ${tag.color}`}></i>
      <span>{tag.name}</span>
      <small>{formatCount(viewer.locale, tag.count)}</small>
      {on && <Icon name="x" />}
    </a>
  );
}
