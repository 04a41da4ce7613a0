// What the workspace's history says of a change of its settings: every field that is another than before (13.1).
import type { WorkspaceEvent } from "@/lib/domain/event.ts";
import type { Change } from "@/lib/store/change.ts";
import { stageWorkspaceEvent } from "@/lib/store/events.ts";
import type { Acting } from "./deps.ts";

/** Fields in words; null where there was nothing. */
export type Told = Record<string, string> | null;

export interface SettingsChange extends Pick<WorkspaceEvent, "kind" | "subject" | "subjectId"> {
  before: Told;
  after: Record<string, string>;
}

/** The event of a change; joins its commit. Returns its id. */
export function stageSettingsEvent(
  change: Change,
  { deps, actor }: Acting,
  { kind, subject, subjectId, before, after }: SettingsChange,
): string {
  const was = before ?? {};
  const changes = Object.entries(after)
    .map(([field, text]) => ({ field, before: was[field] ?? "", after: text }))
    .filter((one) => one.before !== one.after);
  const id = deps.newId();
  stageWorkspaceEvent(change, { id, atMs: deps.now(), actor, kind, subject, subjectId, changes });
  return id;
}

/** What became of a definition that is kept when it is deleted. */
export function kindOf(
  before: { deletedAtMs: number | null } | null,
  after: { deletedAtMs: number | null },
): WorkspaceEvent["kind"] {
  if (before === null) return "created";
  if (before.deletedAtMs === after.deletedAtMs) return "edited";
  return after.deletedAtMs === null ? "restored" : "deleted";
}
