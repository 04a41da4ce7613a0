// Which column of the file is what: a choice for each, with the first values and how sure the suggestion is.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import { COLUMN_TARGETS, type ColumnTarget } from "@/lib/domain/import_run.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import type { FileInspection } from "@/lib/transfer/import_file.ts";

const SAMPLES_SHOWN = 3;

export interface ColumnTableProps {
  t: Translate;
  inspection: FileInspection;
  columns: ColumnTarget[];
  /** That columns can be. */
  attributes: readonly Attribute[];
}

export function ColumnTable({ t, inspection, columns, attributes }: ColumnTableProps) {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={t("import.map.title")}>
      <table class="table mapping">
        <thead>
          <tr>
            <th scope="col">{t("import.map.column")}</th>
            <th scope="col">{t("import.map.samples")}</th>
            <th scope="col">{t("import.map.meaning")}</th>
          </tr>
        </thead>
        <tbody>
          {inspection.layout.headings.map((_, at) => (
            <ColumnRow
              t={t}
              at={at}
              inspection={inspection}
              attributes={attributes}
              target={columns[at] ?? "ignore"}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ColumnRowProps extends Omit<ColumnTableProps, "columns"> {
  at: number;
  target: ColumnTarget;
}

function ColumnRow({ t, at, inspection, target, attributes }: ColumnRowProps) {
  const heading = inspection.layout.headings[at] ||
    t("import.map.column_number", { number: at + 1 });
  const samples = inspection.samples.map((row) => row[at]?.trim() ?? "").filter(Boolean);
  const guess = inspection.guesses[at];
  return (
    <tr class={target === "ignore" ? "ignored" : undefined}>
      <th scope="row">{heading}</th>
      <td class="samples">
        {samples.length === 0
          ? <span class="muted">{t("import.map.empty")}</span>
          : samples.slice(0, SAMPLES_SHOWN).map((sample) => <span>{sample.slice(0, 60)}</span>)}
      </td>
      <td>
        <select
          class="input"
          name={`column.${at}`}
          aria-label={t("import.map.meaning_of", { column: heading })}
        >
          {COLUMN_TARGETS.map((option) => (
            <option value={option} selected={option === target}>
              {t(`import.target.${option}`)}
            </option>
          ))}
          {attributes.length > 0 && (
            <optgroup label={t("import.target_attributes")}>
              {attributes.map(({ key, name }) => (
                <option value={attributeField(key)} selected={attributeField(key) === target}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
        </select>
        {guess && guess.confidence !== "none" && guess.target === target && (
          <span class="hint">{t(`import.map.${guess.confidence}`)}</span>
        )}
      </td>
    </tr>
  );
}
