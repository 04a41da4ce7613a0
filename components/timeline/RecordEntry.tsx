// A contact that was made or changed; several edits in a row are one entry that unfolds.
import type { RecordEvent } from "@/lib/domain/event.ts";
import { netChanges, type Run } from "@/lib/domain/timeline.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import type { IconName } from "../Icon.tsx";
import { Changes } from "./Changes.tsx";
import { Entry, EntryTime } from "./Entry.tsx";
import { actorName, type Names } from "./names.ts";
import { undoButton, type UndoDesk } from "./UndoButton.tsx";

export interface RecordEntryProps {
  viewer: Viewer;
  names: Names;
  /** Newest first; several are edits of one actor. */
  events: Run<RecordEvent>;
  undo: UndoDesk;
}

export function RecordEntry({ viewer, names, events, undo }: RecordEntryProps) {
  const { t } = viewer;
  const [event] = events;
  const changes = events.length > 1 ? netChanges(events) : event.changes;
  const sentence = t(sentenceKey(event), { actor: actorName(t, names, event.actor) });
  return (
    <Entry
      viewer={viewer}
      event={event}
      icon={iconOf(event)}
      sentence={sentence}
      undo={events.length === 1 && undoButton(undo, event)}
    >
      <Changes viewer={viewer} names={names} changes={changes} />
      {events.length > 1 && (
        <SingleEdits viewer={viewer} names={names} events={events} undo={undo} />
      )}
    </Entry>
  );
}

function SingleEdits({ viewer, names, events, undo }: RecordEntryProps) {
  return (
    <details class="unfold">
      <summary>{viewer.t("timeline.edits", { count: events.length })}</summary>
      <ol class="edits">
        {events.map((event) => (
          <li>
            <Changes viewer={viewer} names={names} changes={event.changes} />
            <EntryTime viewer={viewer} atMs={event.atMs} />
            {event.isUndone && <span class="badge">{viewer.t("timeline.undone")}</span>}
            {undoButton(undo, event)}
          </li>
        ))}
      </ol>
    </details>
  );
}

function iconOf(event: RecordEvent): IconName {
  if (event.actor.kind === "import") return "upload";
  return event.kind === "created" ? "user-plus" : "pencil";
}

function sentenceKey({ kind, actor }: RecordEvent) {
  if (actor.kind !== "import") return kind === "created" ? "event.created" : "event.edited";
  return kind === "created" ? "event.imported" : "event.edited_import";
}
