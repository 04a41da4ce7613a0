// What happened to a contact, newest first, by day: changes, notes, messages (13.1).
import type { Note } from "@/lib/domain/note.ts";
import type { TimelineEntry } from "@/lib/domain/timeline.ts";
import { dayKey, formatDayHeading, previousDayKey } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import type { NoteDesk } from "../notes/NoteBox.tsx";
import { MessagesEntry, StatusEntry } from "./ConversationEntries.tsx";
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
        {byDay(entries, viewer.timeZone).map(({ atMs, entries }) => (
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

function OneEntry(props: TimelineProps & { entry: TimelineEntry }) {
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

interface Day {
  /** A moment of it. */
  atMs: number;
  entries: TimelineEntry[];
}

/** Runs of entries of one calendar day in the viewer's zone. */
function byDay(entries: readonly TimelineEntry[], timeZone: string): Day[] {
  const days: Day[] = [];
  let current = "";
  for (const entry of entries) {
    const { atMs } = entry.events[0];
    const key = dayKey(timeZone, atMs);
    if (key !== current) days.push({ atMs, entries: [] });
    current = key;
    days.at(-1)?.entries.push(entry);
  }
  return days;
}

function dayName({ t, locale, timeZone, nowMs }: Viewer, atMs: number): string {
  const [day, today] = [dayKey(timeZone, atMs), dayKey(timeZone, nowMs)];
  if (day === today) return t("timeline.today");
  if (day === previousDayKey(today)) return t("timeline.yesterday");
  return formatDayHeading(locale, timeZone, atMs, nowMs);
}
