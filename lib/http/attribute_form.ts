// The form of an attribute's definition as it is posted, and as it is shown.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { TypedAttribute } from "@/lib/domain/attribute_input.ts";
import { formText } from "./input.ts";

export type AttributeFormValues = TypedAttribute & { key: string };

export function readAttributeForm(form: FormData): AttributeFormValues {
  return {
    key: formText(form, "key"),
    name: formText(form, "name"),
    description: formText(form, "description"),
    type: formText(form, "type"),
    pattern: formText(form, "pattern"),
    patternHint: formText(form, "patternHint"),
    retired: form.getAll("retired").filter((value) => typeof value === "string"),
    options: formText(form, "options"),
  };
}

/** Once there are values, options are ticked as retired and the field is for further ones. */
export function attributeFormOf(attribute: Attribute): AttributeFormValues {
  const { options, hasValues, key, name, description, type, pattern, patternHint } = attribute;
  const retired = options.filter((option) => option.retired).map(({ value }) => value);
  const lines = hasValues ? "" : options.map(({ value }) => value).join("\n");
  return { key, name, description, type, pattern, patternHint, retired, options: lines };
}

/** What a new attribute starts with. */
export const NEW_ATTRIBUTE: AttributeFormValues = {
  key: "",
  name: "",
  description: "",
  type: "text",
  pattern: "",
  patternHint: "",
  retired: [],
  options: "",
};
