// Opens the filter builder above the list, or closes it; says how many conditions are applied.
import { type ContactListView, editFilterHref, listHref } from "@/lib/domain/contact_list.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";

export interface FilterButtonProps {
  viewer: Viewer;
  view: ContactListView;
  /** The list without the builder, while that is open. */
  closed: ContactListView | null;
  /** Conditions applied. */
  count: number;
}

export function FilterButton({ viewer: { t }, view, closed, count }: FilterButtonProps) {
  const href = closed ? listHref(closed, { cursor: closed.cursor }) : editFilterHref(view);
  return (
    <a
      class="button filter-button"
      href={href}
      aria-expanded={closed ? "true" : "false"}
      data-shortcut="f"
    >
      <Icon name="list-filter" />
      <span>
        {t("builder.button")}
        {count > 0 && <span aria-hidden="true">{` · ${count}`}</span>}
        {count > 0 && <span class="visually-hidden">{`, ${t("builder.applied", { count })}`}</span>}
      </span>
    </a>
  );
}
