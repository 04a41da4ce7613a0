// What people have done, by day, and within a day by contact: each leads to the contact's card.
import { type ActivityEntry, endsOf } from "@/lib/domain/activity.ts";
import type { Note } from "@/lib/domain/note.ts";
import type { WorkspaceEvent } from "@/lib/domain/event.ts";
import type { TimelineEntry } from "@/lib/domain/timeline.ts";
import type { NoteDesk } from "../notes/NoteBox.tsx";
import { byDay, dayName } from "../timeline/days.ts";
import { OneEntry } from "../timeline/Timeline.tsx";
import type { UndoDesk } from "../timeline/UndoButton.tsx";
import { ImportEntry, type ImportLook } from "./ImportEntry.tsx";
import { SettingsEntry, type SettingsNames } from "./SettingsEntry.tsx";

/** How the activity names a contact. */
export interface ContactLabel {
  /** Null of one without name, and of one that is gone. */
  name: string | null;
  /** Whether its address leads anywhere. */
  isThere: boolean;
}

export interface ActivityListProps {
  undo: UndoDesk;
  /** By contact. */
  noteDeskOf(contactId: number): NoteDesk;
  names: SettingsNames;
  /** Newest first. */
  entries: readonly ActivityEntry[];
  contacts: ReadonlyMap<number, ContactLabel>;
  notes: ReadonlyMap<string, Note>;
  /** By id. */
  imports: ReadonlyMap<string, ImportLook>;
}

export function ActivityList(props: ActivityListProps) {
  const { undo: { viewer }, entries } = props;
  const days = byDay(entries, viewer.timeZone, (entry) => endsOf(entry).newest.atMs);
  return (
    <div class="timeline activity">
      {days.map(({ atMs, entries }) => (
        <div>
          <h2>{dayName(viewer, atMs)}</h2>
          {byContact(entries).map((run) => <ContactRun {...props} run={run} />)}
        </div>
      ))}
    </div>
  );
}

function ContactRun({ run, ...props }: ActivityListProps & { run: ActivityEntry[] }) {
  const { undo: { viewer } } = props;
  const [first] = run;
  if (first === undefined) return null;
  return (
    <section>
      <h3>
        {first.contactId === null
          ? viewer.t(aboutOf(first) === "import" ? "nav.import" : "nav.settings")
          : <ContactName {...props} id={first.contactId} />}
      </h3>
      <ol>
        {run.map((one) =>
          one.contactId === null
            ? <WorkspaceEntry {...props} event={one.event} />
            : <ContactEntry {...props} id={one.contactId} entry={one.entry} />
        )}
      </ol>
    </section>
  );
}

function WorkspaceEntry(
  { undo: { viewer }, names, imports, event }: ActivityListProps & { event: WorkspaceEvent },
) {
  const shown = { viewer, names, event };
  return event.subject === "import"
    ? <ImportEntry {...shown} run={imports.get(event.subjectId)} />
    : <SettingsEntry {...shown} subject={event.subject} />;
}

function ContactEntry(
  { id, entry, undo, names, notes, noteDeskOf }: ActivityListProps & {
    id: number;
    entry: TimelineEntry;
  },
) {
  const shown = { desk: noteDeskOf(id), undo, names, notes, pinned: null };
  return <OneEntry {...shown} entry={entry} />;
}

function ContactName({ undo: { viewer }, contacts, id }: ActivityListProps & { id: number }) {
  const contact = contacts.get(id);
  const name = contact?.name ?? viewer.t("contact.numbered", { id: String(id) });
  return contact?.isThere ? <a href={`/contacts/${id}`}>{name}</a> : <>{name}</>;
}

/** Runs of what concerns the same contact, the settings, or imports. */
function byContact(entries: readonly ActivityEntry[]): ActivityEntry[][] {
  const runs: ActivityEntry[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    if (run?.[0] && aboutOf(run[0]) === aboutOf(entry)) run.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

function aboutOf(entry: ActivityEntry): number | "import" | "settings" {
  if (entry.contactId !== null) return entry.contactId;
  return entry.event.subject === "import" ? "import" : "settings";
}
