// Where a note is written: on the card above the timeline, and on the page of all notes.
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { describedBy, Problem } from "../Field.tsx";

export interface NoteComposerProps {
  viewer: Viewer;
  /** Where the form goes. */
  action: string;
  /** Makes a second post of the same form find the first one's note. */
  onceKey: string;
  /** What was refused, to be mended. */
  text?: string;
  problem?: string;
  /** The page of all notes; absent there. */
  allHref?: string;
}

/** No `maxlength`: browsers count otherwise than the rule, and cut what is pasted in silence. */
export function NoteComposer(props: NoteComposerProps) {
  const { viewer: { t }, action, onceKey, text, problem, allHref } = props;
  return (
    <form class="note-composer" method="post" action={action}>
      <input type="hidden" name="onceKey" value={onceKey} />
      <label class="visually-hidden" for="text">{t("notes.label")}</label>
      <textarea
        class="input"
        id="text"
        name="text"
        rows={3}
        dir="auto"
        placeholder={t("notes.placeholder")}
        autocomplete="off"
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={describedBy("text", problem)}
        data-shortcut="n"
      >
        {text && `\n${text}` /* the parser drops one line break at the beginning */}
      </textarea>
      <Problem id="text-problem" text={problem} />
      <div class="note-composer-foot">
        <button class="button" type="submit">{t("notes.add")}</button>
        {allHref && <a href={allHref}>{t("notes.all")}</a>}
      </div>
    </form>
  );
}
