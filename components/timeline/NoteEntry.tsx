// What happened to a note: written notes stand here as they are now, earlier words unfold.
import type { NoteEvent } from "@/lib/domain/event.ts";
import type { Note } from "@/lib/domain/note.ts";
import { NoteBox, type NoteDesk } from "../notes/NoteBox.tsx";
import { NoteText } from "../notes/NoteText.tsx";
import { Entry } from "./Entry.tsx";
import { actorName, type Names } from "./names.ts";
import { undoButton, type UndoDesk } from "./UndoButton.tsx";

export interface NoteEntryProps {
  desk: NoteDesk;
  names: Names;
  event: NoteEvent;
  /** The note as it is now; undefined when it is deleted. */
  note: Note | undefined;
  /** Shown above the timeline, and so not here. */
  isAbove: boolean;
  undo: UndoDesk;
}

export function NoteEntry({ desk, names, event, note, isAbove, undo }: NoteEntryProps) {
  const { viewer } = desk;
  const { t } = viewer;
  const sentence = t(sentenceKey(event, note, isAbove), {
    actor: actorName(t, names, event.actor),
  });
  const icon = event.kind === "note_deleted" ? "trash-2" : pinIcon(event) ?? "sticky-note";
  return (
    <Entry
      viewer={viewer}
      event={event}
      icon={icon}
      sentence={sentence}
      undo={(event.kind !== "note_added" || note) && undoButton(undo, event)}
    >
      {event.kind === "note_added" && note && !isAbove && (
        <NoteBox desk={desk} note={note} isPinned={false} />
      )}
      {event.before !== null && (
        <details class="unfold">
          <summary>{t("timeline.note_before")}</summary>
          <NoteText text={event.before} />
        </details>
      )}
    </Entry>
  );
}

function pinIcon({ kind }: NoteEvent): "pin" | "pin-off" | null {
  if (kind === "note_pinned") return "pin";
  return kind === "note_unpinned" ? "pin-off" : null;
}

function sentenceKey({ kind }: NoteEvent, note: Note | undefined, isAbove: boolean) {
  if (kind !== "note_added") return `timeline.${kind}` as const;
  if (!note) return "timeline.note_gone";
  return isAbove ? "timeline.note_above" : "timeline.note_added";
}
