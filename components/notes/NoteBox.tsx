// A note with what this person may do to it.
import { isLongNote, type Note } from "@/lib/domain/note.ts";
import { mayEditNote, mayModerateNote } from "@/lib/domain/note_access.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { NoteText } from "./NoteText.tsx";

/** What a note's controls depend on, besides the note. */
export interface NoteDesk {
  viewer: Viewer;
  principal: Principal;
  /** The address of a page of a note, such as "edit". */
  hrefOf: (noteId: string, page: "edit" | "delete" | "pin" | "unpin") => string;
}

export interface NoteBoxProps {
  desk: NoteDesk;
  note: Note;
  isPinned: boolean;
  /** On the page of notes; elsewhere a long one shows its beginning, and the rest when it is unfolded. */
  isWhole?: boolean;
}

export function NoteBox(props: NoteBoxProps) {
  const { desk: { viewer: { t, locale, timeZone } }, note, isWhole = false } = props;
  const isFolded = !isWhole && isLongNote(note);
  return (
    <div class={isFolded ? "note long" : "note"}>
      <NoteText text={note.text} />
      {isFolded && (
        <details class="unfold">
          <summary>{t("notes.whole")}</summary>
        </details>
      )}
      {note.editedAtMs !== null && (
        <p class="note-edited">
          {t("notes.edited", { time: formatDateTime(locale, timeZone, note.editedAtMs) })}
        </p>
      )}
      <NoteActions {...props} />
    </div>
  );
}

function NoteActions(props: NoteBoxProps) {
  const { desk: { viewer: { t, locale, timeZone }, principal, hrefOf }, note, isPinned } = props;
  if (!mayModerateNote(principal, note)) return null;
  const time = formatDateTime(locale, timeZone, note.createdAtMs);
  const which = <span class="visually-hidden">{` ${t("notes.which", { time })}`}</span>;
  return (
    <div class="note-actions">
      <form method="post" action={hrefOf(note.id, isPinned ? "unpin" : "pin")}>
        <button class="link" type="submit">
          {isPinned ? t("notes.unpin") : t("notes.pin")}
          {which}
        </button>
      </form>
      {mayEditNote(principal, note) && (
        <a href={hrefOf(note.id, "edit")}>
          {t("notes.edit")}
          {which}
        </a>
      )}
      <a href={hrefOf(note.id, "delete")}>
        {t("notes.delete")}
        {which}
      </a>
    </div>
  );
}
