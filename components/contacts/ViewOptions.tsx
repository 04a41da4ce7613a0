// Sort, columns and row height: the latter two remembered per user (2.3). A disclosure with links and a plain form.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import {
  type ContactListView,
  listHref,
  nextSort,
  SORT_FIELDS,
} from "@/lib/domain/contact_list.ts";
import { type Column, OWN_COLUMNS, type Preferences } from "@/lib/domain/user.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { CheckField } from "../Field.tsx";
import { Icon } from "../Icon.tsx";

const DENSITIES = ["compact", "default", "comfortable"] as const;

export interface ViewOptionsProps {
  viewer: Viewer;
  view: ContactListView;
  columns: Column[];
  /** That can be columns. */
  attributes: readonly Attribute[];
  density: Preferences["density"];
}

export function ViewOptions({ viewer, view, columns, attributes, density }: ViewOptionsProps) {
  const { t } = viewer;
  return (
    <details class="popover at-end">
      <summary class="button">
        <Icon name="sliders-horizontal" />
        {t("contacts.view")}
      </summary>
      <form class="popover-body view-options" method="post" action="/profile/view">
        <SortLinks viewer={viewer} view={view} />
        <input type="hidden" name="next" value={listHref(view)} />
        <fieldset class="columns">
          <legend class="label">{t("contacts.view_columns")}</legend>
          {OWN_COLUMNS.map((column) => (
            <CheckField
              name="columns"
              value={column}
              label={t(`column.${column}`)}
              checked={columns.includes(column)}
            />
          ))}
          {attributes.map(({ key, name }) => (
            <CheckField
              name="columns"
              value={attributeField(key)}
              label={name}
              checked={columns.includes(attributeField(key))}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend class="label">{t("contacts.view_density")}</legend>
          {DENSITIES.map((choice) => (
            <CheckField
              type="radio"
              name="density"
              value={choice}
              label={t(`density.${choice}`)}
              checked={choice === density}
            />
          ))}
        </fieldset>
        <button class="button primary" type="submit">{t("action.apply")}</button>
      </form>
    </details>
  );
}

/** The same as the table's headers, for screens and columns that do not show them. */
function SortLinks({ viewer: { t }, view }: Pick<ViewOptionsProps, "viewer" | "view">) {
  return (
    <div role="group" aria-labelledby="sort-by">
      <span class="label" id="sort-by">{t("contacts.view_sort")}</span>
      <ul class="sorts">
        {SORT_FIELDS.map((by) => {
          const sorted = view.sort.by === by ? view.sort.direction : null;
          return (
            <li>
              <a
                href={listHref(view, { sort: nextSort(view.sort, by) })}
                aria-current={sorted ? "true" : "false"}
              >
                {t(`column.${by}`)}
                {sorted && <Icon name={sorted === "asc" ? "arrow-up" : "arrow-down"} />}
                {sorted && <span class="visually-hidden">{t(`contacts.sorted_${sorted}`)}</span>}
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
