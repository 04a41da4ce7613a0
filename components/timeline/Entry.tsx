// One line of the timeline: an icon, what happened, when; with an address of its own.
import type { ComponentChildren } from "preact";
import { formatDateTime, formatTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon, type IconName } from "../Icon.tsx";

export interface EntryProps {
  viewer: Viewer;
  /** The newest of the entry's events. */
  event: {
    id: string;
    atMs: number;
    undoes?: string | undefined;
    isUndone?: true | undefined;
  };
  icon: IconName;
  sentence: ComponentChildren;
  /** What takes it back. */
  undo?: ComponentChildren;
  /** Below the sentence. */
  children?: ComponentChildren;
}

export function Entry({ viewer, event, icon, sentence, undo, children }: EntryProps) {
  return (
    <li id={`event-${event.id}`}>
      <Icon name={icon} />
      <div class="sentence">{sentence}</div>
      <EntryTime viewer={viewer} atMs={event.atMs} />
      <div class="more">
        {children}
        {event.undoes !== undefined && (
          <span class="muted small">{viewer.t("timeline.undoes")}</span>
        )}
        {event.isUndone && <span class="badge">{viewer.t("timeline.undone")}</span>}
        {undo}
      </div>
    </li>
  );
}

/** The time of day, under a heading that names the day. */
export function EntryTime(
  { viewer: { locale, timeZone }, atMs }: { viewer: Viewer; atMs: number },
) {
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatDateTime(locale, timeZone, atMs)}>
      {formatTime(locale, timeZone, atMs)}
    </time>
  );
}
