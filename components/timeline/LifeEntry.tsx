// What happened to a contact as a whole: blocks with their ends, merges with what came along, duplicates, deletion.
import type { BlockTerms } from "@/lib/domain/block.ts";
import type { BlockEvent, MergeEvent } from "@/lib/domain/event.ts";
import type { WholeEvent } from "@/lib/domain/timeline.ts";
import { formatDateTime, formatOffset } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import type { IconName } from "../Icon.tsx";
import { Changes } from "./Changes.tsx";
import { Entry } from "./Entry.tsx";
import { actorName, type Names } from "./names.ts";
import { undoButton, type UndoDesk } from "./UndoButton.tsx";

const ICONS: Record<WholeEvent["kind"], IconName> = {
  blocked: "ban",
  block_changed: "ban",
  unblocked: "circle-check",
  block_ended: "circle-check",
  merged: "merge",
  unmerged: "undo-2",
  deleted: "trash-2",
  restored: "rotate-ccw",
  not_duplicates: "users",
  maybe_duplicates: "copy",
};

interface LifeEntryProps<Event> {
  viewer: Viewer;
  names: Names;
  event: Event;
}

export function LifeEntry(
  { viewer, names, event, undo }: LifeEntryProps<WholeEvent> & { undo: UndoDesk },
) {
  const actor = actorName(viewer.t, names, event.actor);
  const id = "otherId" in event ? String(event.otherId) : "";
  return (
    <Entry
      viewer={viewer}
      event={event}
      icon={ICONS[event.kind]}
      sentence={viewer.t(`timeline.${event.kind}`, { actor, id })}
      undo={undoButton(undo, event)}
    >
      <Details viewer={viewer} names={names} event={event} />
    </Entry>
  );
}

function Details({ viewer, names, event }: LifeEntryProps<WholeEvent>) {
  switch (event.kind) {
    case "blocked":
    case "block_changed":
      return <Terms viewer={viewer} event={event} />;
    case "unblocked":
    case "block_ended":
      return <Attempts viewer={viewer} event={event} />;
    case "merged":
    case "unmerged":
      return <MergeDetails viewer={viewer} names={names} event={event} />;
    default:
      return null;
  }
}

type BlockProps = Omit<LifeEntryProps<BlockEvent>, "names">;

/** Till when and why; of a change, from what to what. */
function Terms({ viewer, event: { before, after } }: BlockProps) {
  const { t } = viewer;
  const rows = [
    {
      name: t("timeline.block_end"),
      was: before && endText(viewer, before),
      is: after && endText(viewer, after),
    },
    {
      name: t("timeline.block_reason"),
      was: before && reasonText(t, before),
      is: after && reasonText(t, after),
    },
  ];
  const shown = rows.filter(({ was, is }) => (was ?? "") !== (is ?? ""));
  if (shown.length === 0) return null;
  return (
    <dl class="changes">
      {shown.map(({ name, was, is }) => (
        <div>
          <dt>{name}</dt>
          <dd>
            {was !== null && `${was || t("event.was_empty")} → `}
            <b>{is || t("event.was_empty")}</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** To the minute, with the zone's distance from Greenwich: "22 Nov 2026, 14:05, GMT+2". */
function endText({ t, locale, timeZone }: Viewer, { untilMs }: BlockTerms): string {
  if (untilMs === null) return t("block.forever");
  return `${formatDateTime(locale, timeZone, untilMs)}, ${formatOffset(timeZone, untilMs)}`;
}

function reasonText(t: Viewer["t"], { reason, note }: BlockTerms): string {
  return [reason === null ? "" : t(`block.reason.${reason}`), note].filter(Boolean).join(": ");
}

function Attempts({ viewer: { t }, event }: BlockProps) {
  if (event.attempts === null) return null;
  return (
    <span class="muted small">
      {event.attempts === 0
        ? t("timeline.no_attempts")
        : t("timeline.attempts", { count: event.attempts })}
    </span>
  );
}

function MergeDetails({ viewer, names, event }: LifeEntryProps<MergeEvent>) {
  const { t } = viewer;
  const counts = MOVED.flatMap((what) => {
    const count = event.moved[what];
    return count === 0 ? [] : [t(`timeline.moved.${what}`, { count })];
  });
  return (
    <>
      {counts.length > 0 && (
        <span class="muted small">{t("timeline.moved", { what: counts.join(", ") })}</span>
      )}
      <Changes viewer={viewer} names={names} changes={event.changes} />
      <Lost viewer={viewer} names={names} event={event} />
    </>
  );
}

/** Values of the merged contact that gave way to those of this one. */
function Lost({ viewer, names, event: { otherId, lost = [] } }: LifeEntryProps<MergeEvent>) {
  if (lost.length === 0) return null;
  const changes = lost.map(({ field, before }) => ({ field, before: [], after: before }));
  return (
    <>
      <span class="muted small">{viewer.t("timeline.lost", { id: otherId })}</span>
      <Changes viewer={viewer} names={names} changes={changes} />
    </>
  );
}

const MOVED = ["conversations", "notes", "tags", "handles"] as const;
