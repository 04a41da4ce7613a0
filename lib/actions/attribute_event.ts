// What the workspace's history says of a change of an attribute's definition.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { WorkspaceEvent } from "@/lib/domain/event.ts";
import type { Change } from "@/lib/store/change.ts";
import { stageWorkspaceEvent } from "@/lib/store/events.ts";
import type { Acting } from "./deps.ts";

export interface AttributeChange {
  kind: WorkspaceEvent["kind"];
  /** Null for a new one. */
  before: Attribute | null;
  after: Attribute;
}

/** The event, with every field that is another than before. */
export function stageAttributeEvent(change: Change, acting: Acting, told: AttributeChange): void {
  const { kind, before, after } = told;
  const was = before === null ? {} : fieldTexts(before);
  const changes = Object.entries(fieldTexts(after))
    .map(([field, text]) => ({ field, before: was[field] ?? "", after: text }))
    .filter((one) => one.before !== one.after);
  stageWorkspaceEvent(change, {
    id: acting.deps.newId(),
    atMs: acting.deps.now(),
    actor: acting.actor,
    kind,
    subject: "attribute",
    subjectId: after.key,
    changes,
  });
}

function fieldTexts(attribute: Attribute): Record<string, string> {
  const { name, description, type, pattern, patternHint, options, position } = attribute;
  const texts = options.map(({ value, retired }) => retired ? `${value} (retired)` : value);
  return {
    name,
    description,
    type,
    pattern,
    patternHint,
    options: texts.join("; "),
    position: String(position),
  };
}
