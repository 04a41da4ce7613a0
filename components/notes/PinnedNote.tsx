// The pinned note of a contact: above its timeline, and above its other notes.
import type { Note } from "@/lib/domain/note.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import { Icon } from "../Icon.tsx";
import { NoteBox, type NoteDesk } from "./NoteBox.tsx";

export interface PinnedNoteProps {
  desk: NoteDesk;
  note: Note;
  authorName: string;
  /** One below what the note stands under. */
  heading: "h2" | "h3";
}

export function PinnedNote({ desk, note, authorName, heading: Heading }: PinnedNoteProps) {
  const { t, locale, timeZone } = desk.viewer;
  return (
    <section class="pinned" aria-labelledby="pinned">
      <Heading id="pinned">
        <Icon name="pin" />
        {t("notes.pinned")}
        <span class="muted">
          {authorName},{" "}
          <time dateTime={new Date(note.createdAtMs).toISOString()}>
            {formatDateTime(locale, timeZone, note.createdAtMs)}
          </time>
        </span>
      </Heading>
      <NoteBox desk={desk} note={note} isPinned />
    </section>
  );
}
