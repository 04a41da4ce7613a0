// What happened to a contact, newest first, by day: who changed what from what to what (13.1).
import { attributeKeyOf } from "@/lib/domain/attribute_key.ts";
import type { FieldChange, RecordEvent, TimelineEvent } from "@/lib/domain/event.ts";
import { dayKey, formatDay, formatLanguage, formatTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon, type IconName } from "../Icon.tsx";

export interface TimelineProps {
  viewer: Viewer;
  /** Newest first. */
  events: TimelineEvent[];
  /** Names of users who acted, by id. */
  userNames: Map<string, string>;
  /** Names of tags that are named in changes, by id; those a viewer may not see are absent. */
  tagNames: Map<string, string>;
  /** The address of older entries; null at the end. */
  olderHref: string | null;
  /** The address of the newest entries; null when these are they. */
  newestHref: string | null;
}

export function Timeline(props: TimelineProps) {
  const { viewer: { t }, events, olderHref, newestHref } = props;
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{t("contact.timeline")}</h2>
      {newestHref && <a href={newestHref}>{t("contact.timeline_newest")}</a>}
      {events.length === 0 && <p class="muted">{t("contact.timeline_empty")}</p>}
      <div class="timeline">
        {byDay(events, props.viewer.timeZone).map((day) => <Day {...props} events={day} />)}
      </div>
      {olderHref && <a href={olderHref}>{t("contact.timeline_older")}</a>}
    </section>
  );
}

function Day(props: TimelineProps) {
  const { viewer: { locale, timeZone }, events } = props;
  const [first] = events;
  if (!first) return null;
  return (
    <div>
      <h3>{formatDay(locale, timeZone, first.atMs)}</h3>
      <ol>
        {events.flatMap((event) =>
          event.kind === "created" || event.kind === "edited"
            ? [<Entry {...props} event={event} />]
            : []
        )}
      </ol>
    </div>
  );
}

function Entry(props: TimelineProps & { event: RecordEvent }) {
  const { viewer: { t, locale, timeZone }, event } = props;
  const changes = event.changes.filter((change) => isShown(change, props.tagNames));
  return (
    <li id={`event-${event.id}`}>
      <Icon name={iconOf(event)} />
      <span>{t(sentenceKey(event), { actor: actorName(props, event) })}</span>
      <time dateTime={new Date(event.atMs).toISOString()}>
        {formatTime(locale, timeZone, event.atMs)}
      </time>
      {changes.length > 0 && (
        <dl class="changes">
          {changes.map((change) => <Change {...props} change={change} />)}
        </dl>
      )}
    </li>
  );
}

function Change(props: TimelineProps & { change: FieldChange }) {
  const { viewer: { t }, change } = props;
  const shown = (values: string[]) => valueText(props, change.field, values);
  if (change.before.length === 0) {
    return (
      <div>
        <dt>{fieldName(t, change.field)}</dt>
        <dd>
          <b>{shown(change.after)}</b>
        </dd>
      </div>
    );
  }
  const { added, removed } = differenceOf(change);
  return (
    <div>
      <dt>{fieldName(t, change.field)}</dt>
      {isList(change) && added.length + removed.length > 0
        ? (
          <dd>
            {removed.length > 0 && (
              <>
                {t("event.removed")} <b>{shown(removed)}</b>
              </>
            )}
            {removed.length > 0 && added.length > 0 && "; "}
            {added.length > 0 && (
              <>
                {t("event.added")} <b>{shown(added)}</b>
              </>
            )}
          </dd>
        )
        : (
          <dd>
            {shown(change.before)} → <b>{shown(change.after)}</b>
          </dd>
        )}
    </div>
  );
}

function fieldName(t: Viewer["t"], field: FieldChange["field"]): string {
  const key = attributeKeyOf(field);
  return isOwnField(field) ? t(`field.${field}`) : key ?? field;
}

function isOwnField(field: FieldChange["field"]): field is Exclude<typeof field, `attr.${string}`> {
  return attributeKeyOf(field) === null;
}

/** Of a long list only what came and went is worth reading. */
function isList({ field }: FieldChange): boolean {
  return field === "emails" || field === "phones" || field === "tags";
}

function differenceOf({ before, after }: FieldChange) {
  return {
    added: after.filter((value) => !before.includes(value)),
    removed: before.filter((value) => !after.includes(value)),
  };
}

function valueText(props: TimelineProps, field: FieldChange["field"], values: string[]): string {
  const { viewer: { t, locale }, tagNames } = props;
  if (field === "language") {
    return values.map((code) => formatLanguage(locale, code)).join(", ") || t("event.was_empty");
  }
  const texts = field === "tags" ? values.flatMap((id) => tagNames.get(id) ?? []) : values;
  return texts.length > 0 ? texts.join(", ") : t("event.was_empty");
}

/** A change of tags that only admins see is not told to an agent. */
function isShown(change: FieldChange, tagNames: Map<string, string>): boolean {
  if (change.field !== "tags") return true;
  const changed = change.after.filter((id) => !change.before.includes(id))
    .concat(change.before.filter((id) => !change.after.includes(id)));
  return changed.some((id) => tagNames.has(id));
}

function iconOf(event: RecordEvent): IconName {
  if (event.actor.kind === "import") return "upload";
  return event.kind === "created" ? "user-plus" : "pencil";
}

function sentenceKey({ kind, actor }: RecordEvent) {
  if (actor.kind !== "import") return kind === "created" ? "event.created" : "event.edited";
  return kind === "created" ? "event.imported" : "event.edited_import";
}

function actorName({ viewer: { t }, userNames }: TimelineProps, { actor }: TimelineEvent): string {
  if (actor.kind === "channel") return t("actor.customer");
  if (actor.kind === "system" || actor.userId === null) return t("actor.system");
  return userNames.get(actor.userId) ?? t("actor.unknown");
}

/** Runs of events of one calendar day in the viewer's zone. */
function byDay(events: TimelineEvent[], timeZone: string): TimelineEvent[][] {
  const days: TimelineEvent[][] = [];
  let current = "";
  for (const event of events) {
    const key = dayKey(timeZone, event.atMs);
    if (key !== current) days.push([]);
    current = key;
    days.at(-1)?.push(event);
  }
  return days;
}
