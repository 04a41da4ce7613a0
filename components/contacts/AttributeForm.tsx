// The form of one value of a contact: on its page, and on the card in place of the value.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { ATTRIBUTE_TEXT_CHARS_MAX } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { attributeWords } from "../attribute_words.ts";
import { Field, type FieldProps, SelectField } from "../Field.tsx";
import { Notice } from "../Notice.tsx";

export interface AttributeFormProps {
  viewer: Viewer;
  attribute: Attribute;
  action: string;
  /** As it was entered, or the canonical text of the value there is. */
  text: string;
  /** The canonical text of the value there is: what the person saw before they changed it. */
  base: string;
  /** The finished sentence of what is wrong. */
  problem?: string;
  /** Someone else has changed the value meanwhile: `base` is theirs. */
  isConflict?: boolean;
  /** Null on the page of all values, to which saving leads back. */
  cancelHref: string | null;
}

export function AttributeForm(props: AttributeFormProps) {
  const { viewer, attribute, action, base, isConflict, cancelHref } = props;
  const { t } = viewer;
  const isOneOfMany = cancelHref === null;
  return (
    <form
      class={isOneOfMany ? "attribute-form one-line" : "attribute-form"}
      method="post"
      action={action}
      noValidate
    >
      {isConflict && (
        <Notice kind="warn" role="alert">
          {base === ""
            ? t("attributes.conflict_cleared")
            : t("attributes.conflict", { value: attributeWords(viewer, attribute.type, base) })}
        </Notice>
      )}
      <input type="hidden" name="base" value={base} />
      <Control {...props} />
      <div class="form-foot">
        <button class={isOneOfMany ? "button" : "button primary"} type="submit">
          {t("action.save")}
          {isOneOfMany && <span class="visually-hidden">{` ${attribute.name}`}</span>}
        </button>
        {isOneOfMany
          ? <input type="hidden" name="from" value="all" />
          : <a class="button" href={cancelHref}>{t("action.cancel")}</a>}
      </div>
    </form>
  );
}

function Control(props: AttributeFormProps) {
  const { attribute, text, problem } = props;
  const { name: label, description } = attribute;
  const field = {
    name: attributeField(attribute.key),
    label,
    value: text,
    ...(problem === undefined ? {} : { problem }),
    ...(description === "" ? {} : { hint: description }),
  };
  const options = optionsOf(props);
  if (options !== null) return <SelectField {...field} options={options} />;
  return <Field {...field} maxLength={ATTRIBUTE_TEXT_CHARS_MAX + 1} {...inputOf(props)} />;
}

/** Of a list and a checkbox, which can also be without a value; null for other types. */
function optionsOf({ viewer: { t }, attribute, text }: AttributeFormProps) {
  const none = { value: "", label: t("attributes.not_set") };
  if (attribute.type === "checkbox") {
    const yes = { value: "true", label: t("attribute.yes") };
    return [none, yes, { value: "false", label: t("attribute.no") }];
  }
  if (attribute.type !== "list") return null;
  const offered = attribute.options.filter(({ value, retired }) => !retired || value === text);
  return [
    none,
    ...offered.map(({ value, retired }) => ({
      value,
      label: retired ? t("attributes.retired_option", { option: value }) : value,
    })),
  ];
}

/** A day that no calendar has would vanish from a control for days. */
function inputOf({ attribute: { type }, text }: AttributeFormProps): Partial<FieldProps> {
  if (type === "date" && /^(\d{4}-\d\d-\d\d)?$/.test(text)) return { type: "date" };
  if (type === "number") return { inputMode: "decimal" };
  return type === "link" ? { inputMode: "url" } : {};
}
