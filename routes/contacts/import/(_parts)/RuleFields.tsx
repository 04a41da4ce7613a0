// By which rules rows are taken.
import { CheckField, Field } from "@/components/Field.tsx";
import { type ImportRules, importRulesSchema } from "@/lib/domain/import_run.ts";
import type { Translate } from "@/lib/i18n/translate.ts";

export interface RuleFieldsProps {
  t: Translate;
  rules: ImportRules;
  /** Of the tags for every row. */
  problem: string | undefined;
}

export function RuleFields({ t, rules, problem }: RuleFieldsProps) {
  const { mode, existing } = importRulesSchema.shape;
  return (
    <section class="section" aria-labelledby="rules">
      <h2 id="rules">{t("import.rules.title")}</h2>
      <p class="muted">{t("import.rules.identity")}</p>
      <fieldset class="field">
        <legend>{t("import.rules.mode")}</legend>
        {mode.options.map((option) => (
          <CheckField
            type="radio"
            name="mode"
            value={option}
            label={t(`import.rules.mode.${option}`)}
            checked={rules.mode === option}
          />
        ))}
      </fieldset>
      <fieldset class="field">
        <legend>{t("import.rules.existing")}</legend>
        <span class="hint">{t("import.rules.existing_hint")}</span>
        {existing.options.map((option) => (
          <CheckField
            type="radio"
            name="existing"
            value={option}
            label={t(`import.rules.existing.${option}`)}
            checked={rules.existing === option}
          />
        ))}
      </fieldset>
      <CheckField
        name="createTags"
        label={t("import.rules.create_tags")}
        checked={rules.createTags}
      />
      <Field
        name="addTags"
        label={t("import.rules.add_tags")}
        hint={t("import.rules.add_tags_hint")}
        value={rules.addTags.join(", ")}
        problem={problem}
      />
    </section>
  );
}
