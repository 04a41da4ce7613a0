// Opens the filter builder above the list, or closes it; says how many conditions are applied.
import { type ContactListView, editFilterHref, listHref } from "@/lib/domain/contact_list.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";

export interface FilterButtonProps {
  viewer: Viewer;
  view: ContactListView;
  /** Conditions applied. */
  count: number;
  isOpen: boolean;
}

export function FilterButton({ viewer: { t }, view, count, isOpen }: FilterButtonProps) {
  const href = isOpen ? listHref(view, { cursor: view.cursor }) : editFilterHref(view);
  return (
    <a
      class="button filter-button"
      href={href}
      aria-expanded={isOpen ? "true" : "false"}
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
