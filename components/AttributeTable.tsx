// All attributes in the order of the card, with buttons that move them.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import { formatCount } from "@/lib/i18n/format.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "./Icon.tsx";

export interface AttributeTableProps {
  viewer: Viewer;
  /** Those that are not deleted. */
  attributes: Attribute[];
  /** Contacts with a value, for each of them; null while the index is being built. */
  counts: number[] | null;
}

export function AttributeTable({ viewer, attributes, counts }: AttributeTableProps) {
  const { t, locale } = viewer;
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={t("attributes.title")}>
      <table class="table attributes-table">
        <thead>
          <tr>
            <th scope="col">{t("attributes.name")}</th>
            <th scope="col">{t("attributes.key")}</th>
            <th scope="col">{t("attributes.type")}</th>
            <th scope="col" class="number">{t("attributes.contacts")}</th>
            <th scope="col">{t("attributes.order")}</th>
            <th scope="col">
              <span class="visually-hidden">{t("action.edit")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {attributes.map((attribute, at) => (
            <tr>
              <th scope="row">
                {attribute.name}
                {attribute.description !== "" && <p class="muted">{attribute.description}</p>}
              </th>
              <td class="key">{attribute.key}</td>
              <td>{t(`attribute_type.${attribute.type}`)}</td>
              <td class="number" data-label={t("attributes.contacts")}>
                <a href={`/contacts?f=${attributeField(attribute.key)}.set`}>
                  {formatCount(locale, counts && (counts[at] ?? 0))}
                </a>
              </td>
              <td>
                <MoveForm
                  t={t}
                  attribute={attribute}
                  isFirst={at === 0}
                  isLast={at === attributes.length - 1}
                />
              </td>
              <td>
                <div class="row-actions">
                  <a href={`/settings/attributes/${attribute.key}`}>
                    {t("action.edit")}
                    <span class="visually-hidden">{` ${attribute.name}`}</span>
                  </a>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The id of a button that moves an attribute. */
export function moveButtonId(key: string, move: "up" | "down"): string {
  return `${key}-${move}`;
}

interface MoveFormProps {
  t: Translate;
  attribute: Attribute;
  isFirst: boolean;
  isLast: boolean;
}

function MoveForm({ t, attribute, isFirst, isLast }: MoveFormProps) {
  return (
    <form class="move" method="post" action={`/settings/attributes/${attribute.key}/move`}>
      {!isFirst && <MoveButton t={t} attribute={attribute} move="up" />}
      {!isLast && <MoveButton t={t} attribute={attribute} move="down" />}
    </form>
  );
}

function MoveButton(
  { t, attribute: { key, name }, move }: Pick<MoveFormProps, "t" | "attribute"> & {
    move: "up" | "down";
  },
) {
  return (
    <button
      class="button quiet icon-only"
      id={moveButtonId(key, move)}
      name="move"
      value={move}
      type="submit"
    >
      <Icon name={`arrow-${move}`} />
      <span class="visually-hidden">{t(`attributes.move_${move}`, { name })}</span>
    </button>
  );
}
