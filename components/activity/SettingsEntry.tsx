// A change of the workspace's settings: of which, and from what to what.
import { ATTRIBUTE_TYPES } from "@/lib/domain/attribute.ts";
import type { WorkspaceEvent } from "@/lib/domain/event.ts";
import { TAG_COLORS } from "@/lib/domain/tag.ts";
import type { MessageKey } from "@/lib/i18n/translate.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import type { IconName } from "../Icon.tsx";
import { Entry } from "../timeline/Entry.tsx";
import { actorName, type Names } from "../timeline/names.ts";

export interface SettingsNames extends Names {
  /** By `<subject> <id>`; what this person may not see, or what is gone, is absent. */
  subjects: ReadonlyMap<string, string>;
}

export interface SettingsEntryProps {
  viewer: Viewer;
  names: SettingsNames;
  event: WorkspaceEvent;
  subject: SettingsSubject;
}

type SettingsSubject = Exclude<WorkspaceEvent["subject"], "import">;

const ICONS: Record<SettingsSubject, IconName> = {
  attribute: "sliders-horizontal",
  channel: "cable",
  tag: "tag",
  segment: "list",
  rights: "shield",
};

export function SettingsEntry(props: SettingsEntryProps) {
  const { viewer, names, event, subject } = props;
  const { t } = viewer;
  const actor = actorName(t, names, event.actor);
  const sentence = t(`activity.${event.kind}`, { actor, what: subjectWords(props) });
  return (
    <Entry viewer={viewer} event={event} icon={ICONS[subject]} sentence={sentence}>
      {event.kind === "edited" && event.changes.length > 0 && (
        <dl class="changes">
          {event.changes.map((change) => <Change t={t} change={change} />)}
        </dl>
      )}
    </Entry>
  );
}

/** What it is called now, or was called then. */
function subjectWords({ viewer: { t }, names, event, subject }: SettingsEntryProps): string {
  const { subjectId, changes } = event;
  if (subject === "rights") return t("activity.rights");
  const then = changes.find(({ field }) => field === "name");
  const name = names.subjects.get(`${subject} ${subjectId}`) ?? (then?.after || then?.before);
  return name ? t(`activity.${subject}`, { name }) : t(`activity.${subject}_nameless`);
}

type SettingChange = WorkspaceEvent["changes"][number];

function Change(
  { t, change: { field, before, after } }: { t: Viewer["t"]; change: SettingChange },
) {
  const name = FIELDS.get(field);
  const isSaid = !UNSAID.has(field);
  return (
    <div>
      <dt>{name ? t(name) : field}</dt>
      <dd>
        {isSaid
          ? (
            <>
              {valueWords(t, field, before)} → <b>{valueWords(t, field, after)}</b>
            </>
          )
          : <b>{t("activity.changed")}</b>}
      </dd>
    </div>
  );
}

/** Ids, filters and marks say nothing to a person. */
const UNSAID = new Set(["secrets", "secretsShown", "credentials", "filter"]);

type FieldKey =
  | Extract<MessageKey, `activity.field.${string}`>
  | "tags.color"
  | "tags.description"
  | "attributes.retired"
  | "rights.block"
  | "rights.merge"
  | "rights.delete"
  | "rights.import";

const FIELDS = new Map<string, FieldKey>([
  ["name", "activity.field.name"],
  ["color", "tags.color"],
  ["description", "tags.description"],
  ["visibleToAgents", "activity.field.visible"],
  ["inQuickFilter", "activity.field.quick"],
  ["filter", "activity.field.filter"],
  ["shared", "activity.field.shared"],
  ["type", "activity.field.type"],
  ["pattern", "activity.field.pattern"],
  ["patternHint", "activity.field.pattern_hint"],
  ["options", "activity.field.options"],
  ["retired", "attributes.retired"],
  ["position", "activity.field.position"],
  ["conversationType", "activity.field.conversation"],
  ["canWriteFirst", "activity.field.write_first"],
  ["enabled", "activity.field.enabled"],
  ["connector", "activity.field.connector"],
  ["secrets", "activity.field.secrets"],
  ["credentials", "activity.field.credentials"],
  ["secretsShown", "activity.field.secrets_shown"],
  ["contact.block", "rights.block"],
  ["contact.merge", "rights.merge"],
  ["contact.delete", "rights.delete"],
  ["import.run", "rights.import"],
]);

function valueWords(t: Viewer["t"], field: string, value: string): string {
  if (value === "") return t("event.was_empty");
  if (value === "true") return t("activity.on");
  if (value === "false") return t("activity.off");
  if (field === "type") return typeWords(t, value);
  return field === "color" ? colorWords(t, value) : value;
}

/** Of attributes: a channel's type never changes. */
function typeWords(t: Viewer["t"], value: string): string {
  const type = ATTRIBUTE_TYPES.find((one) => one === value);
  return type ? t(`attribute_type.${type}`) : value;
}

function colorWords(t: Viewer["t"], value: string): string {
  const color = TAG_COLORS.find((one) => one === value);
  return color ? t(`color.${color}`) : value;
}
