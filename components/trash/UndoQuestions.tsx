// What has changed since, field by field, with the choice between what is there now and what was.
import { fieldName } from "@/components/timeline/Changes.tsx";
import { type Names, valueTexts } from "@/components/timeline/names.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { BLOCK_REASONS } from "@/lib/domain/block_choice.ts";
import type { FieldChange } from "@/lib/domain/event.ts";
import { seenText, type UndoAnswer } from "@/lib/domain/undo.ts";

export interface QuestionLook {
  field: FieldChange["field"] | "note" | "block" | "confirm";
  now: readonly string[];
  before: readonly string[];
  /** What was answered already, of these values. */
  answer?: UndoAnswer | undefined;
  /** Why what was before cannot come back. */
  problem?: string;
}

export interface UndoQuestionsProps {
  viewer: Viewer;
  names: Names;
  questions: readonly QuestionLook[];
}

export function UndoQuestions({ viewer, names, questions }: UndoQuestionsProps) {
  return (
    <>
      {questions.map((question) =>
        question.field === "confirm"
          ? <input type="hidden" name="answer:confirm" value="restore" />
          : <Question viewer={viewer} names={names} question={question} field={question.field} />
      )}
    </>
  );
}

interface QuestionProps {
  viewer: Viewer;
  names: Names;
  question: QuestionLook;
  field: Exclude<QuestionLook["field"], "confirm">;
}

function Question({ viewer, names, question, field }: QuestionProps) {
  const { t } = viewer;
  const { problem, answer: chosen = "keep", now } = question;
  const problemId = `problem-${field}`;
  const words = (values: readonly string[]) => textOf(viewer, names, { field, values });
  return (
    <fieldset class="undo-choice" aria-describedby={problem && problemId}>
      <legend>{nameOf(viewer, names, field)}</legend>
      {problem && <p class="problem" id={problemId}>{problem}</p>}
      <input type="hidden" name={`seen:${field}`} value={seenText(now)} />
      {(["keep", "restore"] as const).map((answer) => (
        <label>
          <input
            type="radio"
            name={`answer:${field}`}
            value={answer}
            checked={answer === (problem === undefined ? chosen : "keep")}
          />
          <span>
            {t(`undo.${answer}`)}{" "}
            <bdi>
              {words(answer === "keep" ? question.now : question.before)}
            </bdi>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function nameOf({ t }: Viewer, names: Names, field: QuestionProps["field"]): string {
  return field === "note" || field === "block" ? t(`undo.${field}`) : fieldName(t, names, field);
}

function textOf(
  viewer: Viewer,
  names: Names,
  { field, values }: { field: QuestionProps["field"]; values: readonly string[] },
): string {
  const { t } = viewer;
  const texts = field === "block"
    ? blockTexts(viewer, values)
    : field === "note"
    ? values
    : valueTexts(viewer, names, { field, values });
  return texts.filter((text) => text !== "").join(", ") || t("undo.nothing");
}

/** The end, the reason, the note. */
function blockTexts({ t, locale, timeZone }: Viewer, values: readonly string[]): string[] {
  const [end, reason, note = ""] = values;
  if (end === undefined) return [];
  const known = BLOCK_REASONS.find((one) => one === reason);
  return [
    end === "" ? t("undo.forever") : formatDateTime(locale, timeZone, Number(end)),
    known ? t(`block.reason.${known}`) : "",
    note,
  ];
}
