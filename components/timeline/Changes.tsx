// From what to what a change went, field by field.
import { attributeKeyOf } from "@/lib/domain/attribute_key.ts";
import type { FieldChange } from "@/lib/domain/event.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { type Names, valueTexts } from "./names.ts";

export interface ChangesProps {
  viewer: Viewer;
  names: Names;
  changes: readonly FieldChange[];
}

/** A change of tags that only admins see is not told to an agent. Renders nothing without changes. */
export function Changes({ viewer, names, changes }: ChangesProps) {
  const shown = changes.filter((change) => isShown(change, names));
  if (shown.length === 0) return null;
  return (
    <dl class="changes">
      {shown.map((change) => (
        <div>
          <dt>{fieldName(viewer.t, names, change.field)}</dt>
          <dd>
            <Values viewer={viewer} names={names} change={change} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Values(
  { viewer, names, change }: Omit<ChangesProps, "changes"> & { change: FieldChange },
) {
  const { t } = viewer;
  const { field, before, after } = change;
  const shown = (values: string[]) =>
    valueTexts(viewer, names, { field, values }).join(", ") || t("event.was_empty");
  if (before.length === 0) return <b>{shown(after)}</b>;
  const { added, removed } = differenceOf(change);
  if (!isList(field) || added.length + removed.length === 0) {
    return (
      <>
        {shown(before)} → <b>{shown(after)}</b>
      </>
    );
  }
  return (
    <>
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
    </>
  );
}

/** What a field is called: a word of ours, or the name of an attribute. */
export function fieldName(t: Viewer["t"], names: Names, field: FieldChange["field"]): string {
  const key = attributeKeyOf(field);
  if (isOwnField(field)) return t(`field.${field}`);
  return key === null ? field : names.attributes.get(key)?.name ?? key;
}

function isOwnField(field: FieldChange["field"]): field is Exclude<typeof field, `attr.${string}`> {
  return attributeKeyOf(field) === null;
}

/** Of a long list only what came and went is worth reading. */
function isList(field: FieldChange["field"]): boolean {
  return ["emails", "phones", "tags", "identities", "unclaimed"].includes(field);
}

function differenceOf({ before, after }: FieldChange) {
  return {
    added: after.filter((value) => !before.includes(value)),
    removed: before.filter((value) => !after.includes(value)),
  };
}

function isShown(change: FieldChange, names: Names): boolean {
  if (change.field !== "tags") return true;
  const { added, removed } = differenceOf(change);
  return [...added, ...removed].some((id) => names.tags.has(id));
}
