// A value of a merged field as people read it: languages by name, phones in groups, attributes by their type.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeText } from "@/lib/domain/attribute_value.ts";
import type { AttributeValue } from "@/lib/domain/contact.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import { formatLanguage } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { attributeWords } from "../attribute_words.ts";

export interface ValueTextProps {
  viewer: Viewer;
  /** `name`, `primaryPhone`, `attr.<key>` and so on. */
  field: string;
  attributes: ReadonlyMap<string, Attribute>;
  value: AttributeValue | null;
}

/** Text without links, because it is what a radio button is called; a dash for nothing. */
export function ValueText({ viewer, field, attributes, value }: ValueTextProps) {
  const { t, locale } = viewer;
  const attribute = attributes.get(field);
  if (value === null) return <span class="muted">{t("contacts.none")}</span>;
  if (attribute) {
    return <>{attributeWords(viewer, attribute.type, attributeText(attribute, value))}</>;
  }
  const text = String(value);
  if (field === "language") return <>{formatLanguage(locale, text)}</>;
  return <>{field === "primaryPhone" ? formatPhone(text) : text}</>;
}
