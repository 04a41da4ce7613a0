// Fields and words of the filter builder in the viewer's language.
import type { FilterDraft } from "@/lib/domain/filter/draft.ts";
import { type FilterField, OPS } from "@/lib/domain/filter/field.ts";
import { listRules } from "@/lib/domain/filter/tree.ts";
import { PERIOD_UNITS } from "@/lib/domain/filter/value.ts";
import { LANGUAGES } from "@/lib/domain/language.ts";
import { formatLanguage } from "@/lib/i18n/format.ts";
import { isMessageKey, text } from "@/lib/i18n/translate.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import type { TagLook } from "../TagChip.tsx";
import type { FieldLook, FilterLabels, OptionLook } from "./looks.ts";

/** What of the workspace there is to choose from. */
export interface FieldChoices {
  /** Deleted attributes too: those that the draft asks about are offered. */
  allFields: readonly FilterField[];
  /** That this viewer may see, by name. */
  tags: readonly TagLook[];
  /** Names of deleted ones, by id: those that the draft asks about are offered too. */
  goneTags: ReadonlyMap<string, string>;
}

export function fieldLooks(
  viewer: Viewer,
  draft: FilterDraft,
  { allFields, tags, goneTags }: FieldChoices,
): FieldLook[] {
  const rules = listRules(draft).map(({ rule }) => rule);
  const askedFields = new Set(rules.map(({ field }) => field));
  const fields = allFields.filter(({ key, isDeleted }) => !isDeleted || askedFields.has(key));
  const asked = new Set(rules.flatMap(({ values }) => values));
  const gone = new Map([...goneTags].filter(([id]) => asked.has(id)));
  const tagOptions = [...goneTagOptions(viewer, gone), ...tags.map(tagOption)];
  return fields.map((field) => ({
    key: field.key,
    kind: field.kind,
    optional: field.optional,
    label: labelOf(viewer, field),
    group: viewer.t(`filter.group.${field.group}`),
    ...optionsOf(viewer, field, tagOptions),
  }));
}

function labelOf(viewer: Viewer, { key, name, isDeleted }: FilterField): string {
  if (name === undefined) return wordOf(viewer, `filter.field.${key}`);
  return isDeleted ? viewer.t("builder.gone", { name }) : name;
}

function optionsOf(viewer: Viewer, field: FilterField, tagOptions: OptionLook[]) {
  if (field.kind === "tags") return { options: tagOptions };
  if (field.key === "language") return { options: languageOptions(viewer) };
  if (!field.options) return {};
  const options = field.options.map((value): OptionLook => ({
    value,
    label: optionLabel(viewer, field, value),
  }));
  return { options };
}

/** An attribute's option is its own name; the contact's own have texts. */
function optionLabel(viewer: Viewer, field: FilterField, value: string): string {
  const { key, name, optionNames } = field;
  return optionNames?.get(value) ??
    (name === undefined ? wordOf(viewer, `filter.${key}.${value}`) : value);
}

function tagOption({ id, name, color }: TagLook): OptionLook {
  return { value: id, label: name, color };
}

function goneTagOptions({ t }: Viewer, names: ReadonlyMap<string, string>): OptionLook[] {
  return [...names].map(([value, name]) => ({
    value,
    label: t("builder.gone", { name }),
    isGone: true,
  }));
}

function languageOptions({ locale }: Viewer): OptionLook[] {
  return LANGUAGES.map((value) => ({ value, label: formatLanguage(locale, value) }));
}

export function filterLabels(viewer: Viewer): FilterLabels {
  const { t } = viewer;
  const ops = Object.entries(OPS).map(([kind, all]) => [
    kind,
    Object.fromEntries(all.map((op) => [op, wordOf(viewer, `filter.op.${kind}.${op}`)])),
  ]);
  return {
    legend: t("builder.title"),
    match: t("builder.match"),
    matchAll: t("builder.match_all"),
    matchAny: t("builder.match_any"),
    group: t("builder.group"),
    groupMatch: t("builder.group_match"),
    rule: t("builder.rule", { n: "{n}" }),
    field: t("builder.field"),
    noField: t("builder.no_field"),
    op: t("builder.op"),
    value: t("builder.value"),
    from: t("builder.from"),
    to: t("builder.to"),
    and: t("builder.and"),
    day: t("builder.day"),
    amount: t("builder.amount"),
    unit: t("builder.unit"),
    remove: t("builder.remove", { n: "{n}" }),
    removeGroup: t("builder.remove_group"),
    addRule: t("builder.add_rule"),
    addField: t("builder.add_field"),
    addGroup: t("builder.add_group"),
    refresh: t("builder.refresh"),
    noneFits: t("builder.none_fits"),
    findOption: t("builder.find_option"),
    gone: t("filter.tag_gone"),
    negative: t("builder.negative"),
    countFailed: t("builder.count_failed"),
    full: t("builder.full"),
    ops: Object.fromEntries(ops),
    units: Object.fromEntries(PERIOD_UNITS.map((unit) => [unit, t(`builder.unit_${unit}`)])),
  };
}

/** A text whose key is put together; the key itself would show a text that is missing. */
function wordOf({ locale }: Viewer, key: string): string {
  return isMessageKey(key) ? text(locale, key, {}) : key;
}
