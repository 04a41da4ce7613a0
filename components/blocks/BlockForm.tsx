// The form that blocks a contact, or changes the block that holds: each choice says exactly when it ends, and so does the
// button, by style alone.
import {
  BLOCK_NOTE_CHARS_MAX,
  BLOCK_PRESETS,
  BLOCK_REASONS,
  type BlockPreset,
} from "@/lib/domain/block_choice.ts";
import type { BlockEnds } from "@/lib/domain/block_end.ts";
import type { Block } from "@/lib/domain/block.ts";
import { formatEnd, formatOffset } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { describedBy, Problem, SelectField } from "../Field.tsx";
import { ErrorSummary } from "../Notice.tsx";
import { endWords } from "./BlockBadge.tsx";

export interface BlockFormProps {
  viewer: Viewer;
  /** The one that holds. */
  block: Block | undefined;
  /** When each choice would end. */
  ends: BlockEnds;
  values: Record<"preset" | "until" | "reason" | "note" | "seen" | "shown", string>;
  /** By field, as finished sentences. */
  problems: Record<string, string>;
  action: string;
  unblockAction: string;
  cancelHref: string;
}

/** "keep" leaves the end as it is. */
type Choice = BlockPreset | "keep";

export function BlockForm(props: BlockFormProps) {
  const { viewer: { t }, block, values, problems } = props;
  return (
    <div class="dialog-form block-form">
      <ErrorSummary title={t("form.problems")} problems={problems} />
      {/* Its button stands below, beside the others. */}
      {block && <form method="post" action={props.unblockAction} id="unblock" data-stay hidden />}
      <form class="form" method="post" action={props.action} data-stay>
        <input type="hidden" name="seen" value={values.seen} />
        <input type="hidden" name="shown" value={values.shown} />
        <Choices {...props} />
        <SelectField
          name="reason"
          label={t("block.reason")}
          value={values.reason}
          options={[
            { value: "", label: t("block.reason_none") },
            ...BLOCK_REASONS.map((reason) => ({
              value: reason,
              label: t(`block.reason.${reason}`),
            })),
          ]}
          problem={problems["reason"]}
        />
        <Note {...props} />
        <Foot {...props} />
      </form>
    </div>
  );
}

function Choices(props: BlockFormProps) {
  const { viewer: { t, timeZone }, block, problems } = props;
  const problem = problems["preset"];
  const choices: Choice[] = block ? ["keep", ...BLOCK_PRESETS] : [...BLOCK_PRESETS];
  return (
    <fieldset class="field" id="preset" aria-describedby={describedBy("preset", problem, timeZone)}>
      <legend>{t("block.when")}</legend>
      {choices.map((choice) => <ChoiceRow {...props} choice={choice} />)}
      <Until {...props} />
      <span class="hint" id="preset-hint">{t("block.zone", { zone: timeZone })}</span>
      <Problem id="preset-problem" text={problem} />
    </fieldset>
  );
}

function ChoiceRow(props: BlockFormProps & { choice: Choice }) {
  const { viewer, values, choice } = props;
  const value = choice === "keep" ? "" : choice;
  return (
    <label class="way">
      <input
        type="radio"
        name="preset"
        value={value}
        checked={values.preset === value}
        data-preset={choice}
      />
      <span class="way-name">{viewer.t(`block.preset.${choice}`)}</span>
      <span class="way-address">
        <End viewer={viewer} endMs={endOf(props, choice)} />
      </span>
    </label>
  );
}

/** Null is never, undefined not known yet. */
function endOf({ block, ends }: BlockFormProps, choice: Choice): number | null | undefined {
  if (choice === "until") return undefined;
  return choice === "keep" ? block?.untilMs : ends[choice];
}

function End({ viewer, endMs }: { viewer: Viewer; endMs: number | null | undefined }) {
  if (endMs === undefined) return null;
  if (endMs === null) return <>{viewer.t("block.never_ends")}</>;
  const { locale, timeZone, nowMs } = viewer;
  const end = formatEnd(locale, timeZone, endMs, nowMs);
  return (
    <time dateTime={new Date(endMs).toISOString()}>
      {`${end}, ${formatOffset(timeZone, endMs)}`}
    </time>
  );
}

function Until({ viewer: { t }, values, problems }: BlockFormProps) {
  const problem = problems["until"];
  return (
    <div class="field for-until">
      <label for="until">{t("block.until_label")}</label>
      <input
        class="input"
        id="until"
        name="until"
        type="datetime-local"
        value={values.until}
        autocomplete="off"
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={describedBy("until", problem)}
      />
      <Problem id="until-problem" text={problem} />
    </div>
  );
}

/** No `maxlength`: browsers cut in silence what is pasted. */
function Note({ viewer: { t }, values, problems }: BlockFormProps) {
  const problem = problems["note"];
  const hint = t("block.note_hint", { max: BLOCK_NOTE_CHARS_MAX });
  return (
    <div class="field">
      <label for="note">{t("block.note")}</label>
      <span class="hint" id="note-hint">{hint}</span>
      <textarea
        class="input"
        id="note"
        name="note"
        rows={2}
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={describedBy("note", problem, hint)}
      >
        {values.note}
      </textarea>
      <Problem id="note-problem" text={problem} />
    </div>
  );
}

function Foot(props: BlockFormProps) {
  const { viewer: { t }, block, cancelHref } = props;
  const choices: Choice[] = block ? ["keep", ...BLOCK_PRESETS] : [...BLOCK_PRESETS];
  return (
    <div class="form-foot">
      {block && (
        <button class="button at-start" type="submit" form="unblock">{t("block.unblock")}</button>
      )}
      <a class="button" href={cancelHref} data-cancel>{t("action.cancel")}</a>
      <button class={block ? "button primary" : "button danger"} type="submit">
        <span class="for-any">{t(block ? "block.save" : "block.submit")}</span>
        {choices.map((choice) => <span class={`for-${choice}`}>{submitWords(props, choice)}</span>)}
      </button>
    </div>
  );
}

function submitWords(props: BlockFormProps, choice: Choice): string {
  const { viewer, block } = props;
  const { t } = viewer;
  const endMs = endOf(props, choice);
  if (endMs === undefined) return t(block ? "block.save_chosen" : "block.submit_chosen");
  if (endMs === null) return t(block ? "block.save_forever" : "block.submit_forever");
  const end = endWords(viewer, endMs);
  return block ? t("block.save_until", { end }) : t("block.submit_until", { end });
}
