// The control of one value of a contact, by its type, with what it was when the form was opened.
import { type Attribute, ATTRIBUTE_TEXT_CHARS_MAX } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { attributeWords } from "../attribute_words.ts";
import { Field, type FieldProps, SelectField } from "../Field.tsx";
import { Notice } from "../Notice.tsx";

export interface AttributeControlProps {
  viewer: Viewer;
  attribute: Attribute;
  /** As it was entered, or the canonical text of the value there is. */
  text: string;
  /** The canonical text of the value there is: what the person saw before they changed it. */
  base: string;
  /** The field of the form that says so. */
  baseName: string;
  /** The finished sentence of what is wrong. */
  problem?: string;
  /** Someone else has changed the value meanwhile: `base` is theirs. */
  isConflict?: boolean;
}

export function AttributeControl(props: AttributeControlProps) {
  const { viewer: { t }, viewer, attribute, base, baseName, isConflict } = props;
  return (
    <>
      {isConflict && (
        <Notice kind="warn" role="alert">
          {base === ""
            ? t("attributes.conflict_cleared")
            : t("attributes.conflict", { value: attributeWords(viewer, attribute.type, base) })}
        </Notice>
      )}
      <input type="hidden" name={baseName} value={base} />
      <Control {...props} />
    </>
  );
}

function Control(props: AttributeControlProps) {
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
function optionsOf({ viewer: { t }, attribute, text }: AttributeControlProps) {
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
function inputOf({ attribute: { type }, text }: AttributeControlProps): Partial<FieldProps> {
  if (type === "date" && /^(\d{4}-\d\d-\d\d)?$/.test(text)) return { type: "date" };
  if (type === "number") return { inputMode: "decimal" };
  return type === "link" ? { inputMode: "url" } : {};
}
