// The name of an approved template and what fills its places.
import type { Translate } from "@/lib/i18n/translate.ts";
import { describedBy, Field, Problem } from "../Field.tsx";

export interface TemplateFieldsProps {
  t: Translate;
  values: { template: string; variables: string };
  /** By field, as finished sentences. */
  problems: Record<string, string>;
}

export function TemplateFields({ t, values, problems }: TemplateFieldsProps) {
  const problem = problems["variables"];
  const hint = t("dialog.variables_hint");
  return (
    <>
      <Field
        name="template"
        label={t("dialog.template")}
        value={values.template}
        problem={problems["template"]}
      />
      <div class="field">
        <label for="variables">{t("dialog.variables")}</label>
        <span class="hint" id="variables-hint">{hint}</span>
        <textarea
          class="input"
          id="variables"
          name="variables"
          rows={3}
          aria-invalid={problem ? "true" : undefined}
          aria-describedby={describedBy("variables", problem, hint)}
        >
          {values.variables}
        </textarea>
        <Problem id="variables-problem" text={problem} />
      </div>
    </>
  );
}
