// The fields of an attribute's definition (7.1). What does not belong to the chosen type is hidden by the style sheet.
import {
  type Attribute,
  ATTRIBUTE_DESCRIPTION_CHARS_MAX,
  ATTRIBUTE_NAME_CHARS_MAX,
  ATTRIBUTE_PATTERN_CHARS_MAX,
  ATTRIBUTE_TYPES,
} from "@/lib/domain/attribute.ts";
import type { TypedAttribute } from "@/lib/domain/attribute_input.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { CheckField, describedBy, Field, Problem } from "./Field.tsx";

export interface AttributeFieldsProps {
  t: Translate;
  values: TypedAttribute & { key: string };
  /** Field to sentence. */
  problems: Record<string, string>;
  /** As it is stored; null for a new one. */
  attribute: Attribute | null;
}

export function AttributeFields(props: AttributeFieldsProps) {
  const { t, values, problems, attribute } = props;
  return (
    <>
      <Field
        name="name"
        label={t("attributes.name")}
        value={values.name}
        problem={problems["name"]}
        maxLength={ATTRIBUTE_NAME_CHARS_MAX + 1}
      />
      {attribute === null
        ? (
          <Field
            name="key"
            label={`${t("attributes.key")} (${t("form.optional")})`}
            hint={t("attributes.key_hint")}
            value={values.key}
            problem={problems["key"]}
            maxLength={41}
          />
        )
        : (
          <div class="field">
            <span class="label">{t("attributes.key")}</span>
            <span class="key">{attribute.key}</span>
          </div>
        )}
      <Field
        name="description"
        label={`${t("attributes.description")} (${t("form.optional")})`}
        hint={t("attributes.description_hint")}
        value={values.description}
        problem={problems["description"]}
        maxLength={ATTRIBUTE_DESCRIPTION_CHARS_MAX + 1}
      />
      {attribute?.hasValues ? <FixedType {...props} /> : <TypeField {...props} />}
      <PatternFields {...props} />
      <OptionFields {...props} />
    </>
  );
}

/** Posted with the form, so that the rest of the fields can be told by it too. */
function FixedType({ t, attribute, problems }: AttributeFieldsProps) {
  if (attribute === null) return null;
  return (
    <div class="field" id="type">
      <input type="radio" name="type" value={attribute.type} checked hidden />
      <span class="label">{t("attributes.type")}</span>
      <span>{t(`attribute_type.${attribute.type}`)}</span>
      <span class="hint">{t("attributes.type_fixed")}</span>
      <Problem id="type-problem" text={problems["type"]} />
    </div>
  );
}

function TypeField({ t, values, problems }: AttributeFieldsProps) {
  return (
    <fieldset class="field" id="type" aria-describedby={describedBy("type", problems["type"])}>
      <legend>{t("attributes.type")}</legend>
      <div class="types">
        {ATTRIBUTE_TYPES.map((type) => (
          <CheckField
            type="radio"
            name="type"
            value={type}
            label={t(`attribute_type.${type}`)}
            hint={t(`attribute_type_hint.${type}`)}
            checked={values.type === type}
          />
        ))}
      </div>
      <Problem id="type-problem" text={problems["type"]} />
    </fieldset>
  );
}

function PatternFields({ t, values, problems }: AttributeFieldsProps) {
  return (
    <div class="only-text">
      <Field
        name="pattern"
        label={`${t("attributes.pattern")} (${t("form.optional")})`}
        hint={t("attributes.pattern_hint")}
        value={values.pattern}
        problem={problems["pattern"]}
        maxLength={ATTRIBUTE_PATTERN_CHARS_MAX + 1}
      />
      <Field
        name="patternHint"
        label={`${t("attributes.pattern_told")} (${t("form.optional")})`}
        value={values.patternHint}
        problem={problems["patternHint"]}
        maxLength={ATTRIBUTE_DESCRIPTION_CHARS_MAX + 1}
      />
    </div>
  );
}

function OptionFields({ t, values, problems, attribute }: AttributeFieldsProps) {
  const settled = attribute?.hasValues && attribute.type === "list" ? attribute.options : [];
  return (
    <div class="only-list">
      {settled.length > 0 && (
        <fieldset class="field">
          <legend>{t("attributes.retired")}</legend>
          <span class="hint">{t("attributes.retired_hint")}</span>
          <div class="tag-options">
            {settled.map(({ value }) => (
              <CheckField
                name="retired"
                value={value}
                label={value}
                checked={values.retired.includes(value)}
              />
            ))}
          </div>
        </fieldset>
      )}
      <div class="field">
        <label for="options">
          {settled.length > 0 ? t("attributes.options_more") : t("attributes.options")}
        </label>
        <span class="hint" id="options-hint">{t("attributes.options_hint")}</span>
        <textarea
          class="input"
          id="options"
          name="options"
          rows={6}
          aria-invalid={problems["options"] ? "true" : undefined}
          aria-describedby={describedBy("options", problems["options"], true)}
        >
          {values.options}
        </textarea>
        <Problem id="options-problem" text={problems["options"]} />
      </div>
    </div>
  );
}
