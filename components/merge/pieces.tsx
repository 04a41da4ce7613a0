// Small parts that the steps of merging share.
import type { Translate } from "@/lib/i18n/translate.ts";

export const MERGE_STEP_NAMES = ["pick", "compare", "confirm"] as const;
export type MergeStepName = typeof MERGE_STEP_NAMES[number];

/** Where one is: three steps, the current one marked. */
export function MergeSteps({ t, current }: { t: Translate; current: MergeStepName }) {
  const place = MERGE_STEP_NAMES.indexOf(current);
  return (
    <ol class="steps" aria-label={t("merge.steps")}>
      {MERGE_STEP_NAMES.map((step, at) => (
        <li
          class={at < place ? "done" : undefined}
          aria-current={step === current ? "step" : undefined}
        >
          <span class="step-number">{at + 1}</span>
          {t(`merge.step.${step}`)}
        </li>
      ))}
    </ol>
  );
}

/** What forms of the next step carry along. */
export function Carried({ params }: { params: readonly (readonly [string, string])[] }) {
  return <>{params.map(([name, value]) => <input type="hidden" name={name} value={value} />)}</>;
}
