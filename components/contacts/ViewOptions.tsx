// Columns and row height, remembered per user (2.3). A disclosure with a plain form.
import { type Column, COLUMNS, type Preferences } from "@/lib/domain/user.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { CheckField } from "../Field.tsx";
import { Icon } from "../Icon.tsx";

const DENSITIES = ["compact", "default", "comfortable"] as const;

export interface ViewOptionsProps {
  viewer: Viewer;
  columns: Column[];
  density: Preferences["density"];
  /** Where to return to: this very view. */
  next: string;
}

export function ViewOptions({ viewer: { t }, columns, density, next }: ViewOptionsProps) {
  return (
    <details class="popover at-end">
      <summary class="button">
        <Icon name="sliders-horizontal" />
        {t("contacts.view")}
      </summary>
      <form class="popover-body form" method="post" action="/profile/view">
        <input type="hidden" name="next" value={next} />
        <fieldset>
          <legend class="label">{t("contacts.view_columns")}</legend>
          {COLUMNS.map((column) => (
            <CheckField
              name="columns"
              value={column}
              label={t(`column.${column}`)}
              checked={columns.includes(column)}
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
