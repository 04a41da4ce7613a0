// What someone else has saved of a tag's definition meanwhile.
import type { Tag } from "@/lib/domain/tag.ts";
import type { TypedTag } from "@/lib/domain/tag_input.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { ChangedMeanwhile, savedSwitch } from "./ChangedMeanwhile.tsx";

export function TagConflict({ t, tag, values }: { t: Translate; tag: Tag; values: TypedTag }) {
  const { name, color, description } = tag;
  const turned = (field: "visibleToAgents" | "inQuickFilter") => ({
    saved: tag[field],
    entered: values[field],
  });
  return (
    <ChangedMeanwhile
      t={t}
      fields={[
        { label: t("tags.name"), saved: name, isSame: name === values.name.trim() },
        { label: t("tags.color"), saved: t(`color.${color}`), isSame: color === values.color },
        {
          label: t("tags.description"),
          saved: description,
          isSame: description === values.description.trim(),
        },
        savedSwitch(t, t("tags.visible"), turned("visibleToAgents")),
        savedSwitch(t, t("tags.quick"), turned("inQuickFilter")),
      ]}
    />
  );
}
