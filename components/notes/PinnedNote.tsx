// The pinned note of a contact: above its timeline, and above its other notes.
import type { Note } from "@/lib/domain/note.ts";
import { Icon } from "../Icon.tsx";
import { NoteBox, type NoteDesk } from "./NoteBox.tsx";
import { ExactTime } from "../Time.tsx";

export interface PinnedNoteProps {
  desk: NoteDesk;
  note: Note;
  authorName: string;
  /** One below what the note stands under. */
  heading: "h2" | "h3";
  /** As of a `NoteBox`. */
  isWhole?: boolean;
}

export function PinnedNote(props: PinnedNoteProps) {
  const { desk, note, authorName, heading: Heading, isWhole } = props;
  const { viewer } = desk;
  return (
    <section class="pinned" aria-labelledby="pinned">
      <Heading id="pinned">
        <Icon name="pin" />
        {viewer.t("notes.pinned")}
        <span class="muted">
          {authorName}, <ExactTime viewer={viewer} atMs={note.createdAtMs} />
        </span>
      </Heading>
      <NoteBox desk={desk} note={note} isPinned isWhole={isWhole} />
    </section>
  );
}
