// The fields of a tag's definition (6.1).
import {
  TAG_COLORS,
  TAG_DESCRIPTION_CHARS_MAX,
  TAG_NAME_CHARS_MAX,
  type TagInput,
} from "@/lib/domain/tag.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { CheckField, Field } from "./Field.tsx";

export interface TagFieldsProps {
  t: Translate;
  values: Omit<TagInput, "color"> & { color: string };
  /** Field to sentence. */
  problems: Record<string, string>;
}

export function TagFields({ t, values, problems }: TagFieldsProps) {
  return (
    <>
      <Field
        name="name"
        label={t("tags.name")}
        value={values.name}
        problem={problems["name"]}
        maxLength={TAG_NAME_CHARS_MAX + 1}
      />
      <fieldset class="field" id="color">
        <legend>{t("tags.color")}</legend>
        <div class="colors">
          {TAG_COLORS.map((color) => (
            <label class="check">
              <input type="radio" name="color" value={color} checked={color === values.color} />
              <span class="color">
                <i class={`dot ${color}`}></i>
                {t(`color.${color}`)}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        name="description"
        label={`${t("tags.description")} (${t("form.optional")})`}
        value={values.description}
        problem={problems["description"]}
        maxLength={TAG_DESCRIPTION_CHARS_MAX + 1}
      />
      <div>
        <CheckField
          name="visibleToAgents"
          label={t("tags.visible")}
          hint={t("tags.visible_hint")}
          checked={values.visibleToAgents}
        />
        <CheckField
          name="inQuickFilter"
          label={t("tags.quick")}
          hint={t("tags.quick_hint")}
          checked={values.inQuickFilter}
        />
      </div>
    </>
  );
}
