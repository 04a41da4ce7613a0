// What someone else has saved of an attribute's definition meanwhile, above the form with what this person has entered.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { TypedAttribute } from "@/lib/domain/attribute_input.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { Notice } from "./Notice.tsx";

export interface AttributeConflictProps {
  t: Translate;
  attribute: Attribute;
  values: TypedAttribute;
}

/** Fields that say the same are left out; of a list, its options are always told. */
export function AttributeConflict({ t, attribute, values }: AttributeConflictProps) {
  const { name, description, type, pattern, patternHint, options } = attribute;
  const optionWords = options.map(({ value, retired }) =>
    retired ? t("attributes.retired_option", { option: value }) : value
  );
  const rows = [
    { label: t("attributes.name"), saved: name, typed: values.name },
    { label: t("attributes.description"), saved: description, typed: values.description },
    {
      label: t("attributes.type"),
      saved: t(`attribute_type.${type}`),
      typed: type === values.type ? t(`attribute_type.${type}`) : "",
    },
    { label: t("attributes.pattern"), saved: pattern, typed: values.pattern },
    { label: t("attributes.pattern_told"), saved: patternHint, typed: values.patternHint },
    { label: t("attributes.options"), saved: optionWords.join("; "), typed: "" },
  ];
  return (
    <Notice kind="warn" role="alert">
      <p>{t("attributes.changed_meanwhile")}</p>
      <dl class="facts">
        {rows.filter(({ saved, typed }) => saved !== typed.trim()).map(({ label, saved }) => (
          <>
            <dt>{label}</dt>
            <dd>{saved === "" ? t("attributes.not_set") : saved}</dd>
          </>
        ))}
      </dl>
    </Notice>
  );
}
