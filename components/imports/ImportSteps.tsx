// Where one is in an import: four steps, the current one marked.
import type { Translate } from "@/lib/i18n/translate.ts";

export const IMPORT_STEPS = ["upload", "map", "check", "run"] as const;
export type ImportStep = typeof IMPORT_STEPS[number];

export function ImportSteps({ t, current }: { t: Translate; current: ImportStep }) {
  const place = IMPORT_STEPS.indexOf(current);
  return (
    <ol class="steps" aria-label={t("import.steps")}>
      {IMPORT_STEPS.map((step, at) => (
        <li
          class={at < place ? "done" : undefined}
          aria-current={step === current ? "step" : undefined}
        >
          <span class="step-number">{at + 1}</span>
          {t(`import.step.${step}`)}
        </li>
      ))}
    </ol>
  );
}
