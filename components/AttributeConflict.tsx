// What someone else has saved of an attribute's definition meanwhile.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { TypedAttribute } from "@/lib/domain/attribute_input.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { ChangedMeanwhile } from "./ChangedMeanwhile.tsx";

export interface AttributeConflictProps {
  t: Translate;
  attribute: Attribute;
  values: TypedAttribute;
}

/** Of a list, its options are always told. */
export function AttributeConflict({ t, attribute, values }: AttributeConflictProps) {
  const { name, description, type, pattern, patternHint, options } = attribute;
  const optionWords = options.map(({ value, retired }) =>
    retired ? t("attributes.retired_option", { option: value }) : value
  );
  const text = (label: string, saved: string, entered: string) => ({
    label,
    saved,
    isSame: saved === entered.trim(),
  });
  return (
    <ChangedMeanwhile
      t={t}
      fields={[
        text(t("attributes.name"), name, values.name),
        text(t("attributes.description"), description, values.description),
        {
          label: t("attributes.type"),
          saved: t(`attribute_type.${type}`),
          isSame: type === values.type,
        },
        text(t("attributes.pattern"), pattern, values.pattern),
        text(t("attributes.pattern_told"), patternHint, values.patternHint),
        text(t("attributes.options"), optionWords.join("; "), ""),
      ]}
    />
  );
}
