// What the workspace's history says of a change of an attribute's definition.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { WorkspaceEvent } from "@/lib/domain/event.ts";
import type { Change } from "@/lib/store/change.ts";
import type { Acting } from "./deps.ts";
import { stageSettingsEvent } from "./workspace_event.ts";

export interface AttributeChange {
  kind: WorkspaceEvent["kind"];
  /** Null for a new one. */
  before: Attribute | null;
  after: Attribute;
}

/** The event, with every field that is another than before. */
export function stageAttributeEvent(change: Change, acting: Acting, told: AttributeChange): void {
  const { kind, before, after } = told;
  stageSettingsEvent(change, acting, {
    kind,
    subject: "attribute",
    subjectId: after.key,
    before: before && fieldTexts(before),
    after: fieldTexts(after),
  });
}

function fieldTexts(attribute: Attribute): Record<string, string> {
  const { name, description, type, pattern, patternHint, options, position } = attribute;
  const texts = (list: Attribute["options"]) => list.map(({ value }) => value).join("; ");
  return {
    name,
    description,
    type,
    pattern,
    patternHint,
    options: texts(options),
    retired: texts(options.filter(({ retired }) => retired)),
    position: String(position),
  };
}
