// What happened to a contact, newest first, by day: changes, notes, messages (13.1).
import type { Note } from "@/lib/domain/note.ts";
import type { TimelineEntry } from "@/lib/domain/timeline.ts";
import type { NoteDesk } from "../notes/NoteBox.tsx";
import { MessagesEntry, StatusEntry } from "./ConversationEntries.tsx";
import { byDay, dayName } from "./days.ts";
import { LifeEntry } from "./LifeEntry.tsx";
import type { Names } from "./names.ts";
import { NoteEntry } from "./NoteEntry.tsx";
import { RecordEntry } from "./RecordEntry.tsx";
import type { UndoDesk } from "./UndoButton.tsx";

export interface TimelineProps {
  desk: NoteDesk;
  undo: UndoDesk;
  names: Names;
  /** Newest first. */
  entries: readonly TimelineEntry[];
  /** Those that the entries tell of and that still are. */
  notes: ReadonlyMap<string, Note>;
  /** The note that is shown above the entries; null when none is. */
  pinned: Note | null;
  /** The address of older entries; null at the end. */
  olderHref: string | null;
  /** The address of the newest entries; null when these are they. */
  newestHref: string | null;
}

export function Timeline(props: TimelineProps) {
  const { desk: { viewer }, entries, olderHref, newestHref } = props;
  const { t } = viewer;
  return (
    <>
      {newestHref && <a href={newestHref}>{t("contact.timeline_newest")}</a>}
      {entries.length === 0 && <p class="muted">{t("contact.timeline_empty")}</p>}
      <div class="timeline">
        {byDay(entries, viewer.timeZone, ({ events: [event] }) => event.atMs).map((
          { atMs, entries },
        ) => (
          <div>
            <h3>{dayName(viewer, atMs)}</h3>
            <ol>{entries.map((entry) => <OneEntry {...props} entry={entry} />)}</ol>
          </div>
        ))}
      </div>
      {olderHref && <a class="older" href={olderHref}>{t("contact.timeline_older")}</a>}
    </>
  );
}

export interface OneEntryProps
  extends Pick<TimelineProps, "desk" | "undo" | "names" | "notes" | "pinned"> {
  entry: TimelineEntry;
}

export function OneEntry(props: OneEntryProps) {
  const { desk, undo, names, notes, pinned, entry } = props;
  const { viewer } = desk;
  switch (entry.kind) {
    case "record":
      return <RecordEntry viewer={viewer} names={names} events={entry.events} undo={undo} />;
    case "messages":
      return <MessagesEntry viewer={viewer} names={names} events={entry.events} />;
    case "conversation":
      return <StatusEntry viewer={viewer} names={names} events={entry.events} undo={undo} />;
    case "life":
      return <LifeEntry viewer={viewer} names={names} event={entry.events[0]} undo={undo} />;
    case "note": {
      const [event] = entry.events;
      const note = notes.get(event.noteId);
      const isAbove = pinned !== null && pinned.id === event.noteId;
      const shown = { desk, names, event, note, isAbove, undo };
      return <NoteEntry {...shown} />;
    }
  }
}
