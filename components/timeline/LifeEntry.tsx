// What happened to a contact as a whole: blocks, merges, deletion.
import type { WholeEvent } from "@/lib/domain/timeline.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import type { IconName } from "../Icon.tsx";
import { Entry } from "./Entry.tsx";
import { actorName, type Names } from "./names.ts";

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

export function LifeEntry(
  { viewer, names, event }: { viewer: Viewer; names: Names; event: WholeEvent },
) {
  const { t } = viewer;
  const sentence = t(`timeline.${event.kind}`, { actor: actorName(t, names, event.actor) });
  return <Entry viewer={viewer} event={event} icon={ICONS[event.kind]} sentence={sentence} />;
}
