// The canonical text of a value of an attribute as people read it: numbers and days in their language, yes and no.
import type { AttributeType } from "@/lib/domain/attribute.ts";
import { formatCalendarDay, formatNumber } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export function attributeWords(
  { t, locale }: Pick<Viewer, "t" | "locale">,
  type: AttributeType,
  text: string,
): string {
  switch (type) {
    case "number":
      return formatNumber(locale, Number(text));
    case "date":
      return formatCalendarDay(locale, text);
    case "checkbox":
      return text === "true" ? t("attribute.yes") : t("attribute.no");
    default:
      return text;
  }
}
